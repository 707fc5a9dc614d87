/// Part of the program that runs inside the sandbox (see ``DriverScript``): findings, and copying the project in.
///
/// The scripts are Python source in Swift strings, so that a service needs no resource bundle beside its executable.
enum FilesScript {
    static let source = #"""
        import ast
        import difflib
        import errno
        import hashlib
        import importlib
        import io
        import json
        import os
        import re
        import resource
        import select
        import signal
        import stat
        import sys
        import time
        import tokenize
        import warnings

        PROJECT = "/project"
        INPUT = "/input"
        MAXIMUM_FINDINGS = 500
        MAXIMUM_TEXT = 600

        # Never part of a project's own code: version control, caches, environments.
        SKIPPED_DIRECTORIES = {
            ".git", ".hg", ".svn", ".venv", "node_modules", "__pycache__", ".tox", ".nox", ".eggs",
            ".mypy_cache", ".pytest_cache", ".ruff_cache",
        }


        def printable(text):
            text = str(text).encode("utf-8", "backslashreplace").decode("utf-8")
            text = "".join(c if c >= " " and c != "\x7f" else " " for c in text)
            return text if len(text) <= MAXIMUM_TEXT else text[:MAXIMUM_TEXT] + "…"


        class Findings:
            """What is wrong, at most MAXIMUM_FINDINGS of it; errors push out warnings."""

            def __init__(self):
                self.items = []
                self.dropped = 0

            def add(self, rule, message, path="", line=0, column=0, hint="", severity="error", kind="defect", subject=""):
                item = {
                    "rule": rule, "severity": severity, "path": printable(path), "line": int(line or 0),
                    "column": int(column or 0), "message": printable(message), "hint": printable(hint), "kind": kind,
                    "subject": printable(subject),
                }
                if item in self.items:
                    return
                if len(self.items) >= MAXIMUM_FINDINGS:
                    self.dropped += 1
                    if severity != "error":
                        return
                    for index, other in enumerate(self.items):
                        if other["severity"] != "error":
                            del self.items[index]
                            break
                    else:
                        return
                self.items.append(item)

            def merge(self, items):
                for item in items:
                    self.add(**item)


        def copy_project(limits, found):
            """Copies /input to /project. Follows no link, opens nothing but regular files. Returns the files' relative
            paths, or None when the project is refused as a whole."""
            files = []
            seen = 0
            total = 0
            os.umask(0)
            stack = [("", 0)]
            while stack:
                relative, depth = stack.pop()
                try:
                    with os.scandir(os.path.join(INPUT, relative)) as listing:
                        entries = sorted(listing, key=lambda entry: entry.name)
                except OSError as problem:
                    found.add("files.unreadable", f"This folder cannot be read: {problem.strerror}.", relative,
                              hint="Give the files of the project read permission.")
                    continue
                for entry in entries:
                    path = os.path.join(relative, entry.name)
                    seen += 1
                    if seen > limits["files"]:
                        found.add("files.too-many", f"The project has more than {limits['files']} files.",
                                  hint="Remove generated files and data, or raise the limit.")
                        return None
                    try:
                        entry.name.encode("utf-8")
                        strange = any(ord(c) < 32 or ord(c) == 127 for c in entry.name)
                    except UnicodeEncodeError:
                        strange = True
                    if strange:
                        found.add("files.name", "This name holds control characters or is not UTF-8.", repr(path)[1:-1],
                                  hint="Rename the file.")
                        continue
                    try:
                        info = entry.stat(follow_symlinks=False)
                        mode = info.st_mode
                        if stat.S_ISLNK(mode):
                            refuse_link(path, os.readlink(entry.path), found)
                        elif stat.S_ISDIR(mode):
                            if entry.name in SKIPPED_DIRECTORIES or os.path.exists(os.path.join(entry.path, "pyvenv.cfg")):
                                continue
                            if depth + 1 > limits["depth"]:
                                found.add("files.depth", f"Folders are nested deeper than {limits['depth']}.", path,
                                          hint="Flatten the folders.")
                                continue
                            os.mkdir(os.path.join(PROJECT, path), 0o777)
                            stack.append((path, depth + 1))
                        elif not stat.S_ISREG(mode):
                            found.add("files.special", "This is neither a file nor a folder.", path,
                                      hint="Remove sockets, pipes and devices from the project.")
                        elif entry.name.endswith((".pyc", ".pyo")):
                            continue
                        elif entry.name.endswith((".so", ".pyd", ".dylib")) or ".so." in entry.name:
                            found.add("files.native", "A compiled module cannot be checked.", path,
                                      hint="Ship source, or depend on a package that holds the compiled module.")
                        elif info.st_size > limits["file_bytes"]:
                            found.add("files.too-large", f"This file has {info.st_size} bytes; at most {limits['file_bytes']} "
                                      "are allowed.", path, hint="Keep large data out of the project.")
                        else:
                            total += info.st_size
                            if total > limits["project_bytes"]:
                                found.add("files.too-large", f"The project has more than {limits['project_bytes']} bytes.",
                                          hint="Keep large data out of the project.")
                                return None
                            copy_file(entry.path, os.path.join(PROJECT, path), info)
                            files.append(path)
                    except OSError as problem:
                        if problem.errno in (errno.ENOSPC, errno.ENOMEM):
                            found.add("files.too-large", "The project does not fit in the sandbox.", path)
                            return None
                        found.add("files.unreadable", f"This cannot be read: {problem.strerror}.", path,
                                  hint="Give the files of the project read permission.")
            return sorted(files)


        def refuse_link(path, target, found):
            landing = os.path.normpath(os.path.join(os.path.dirname(path), target))
            if target.startswith("/") or landing == ".." or landing.startswith("../"):
                found.add("files.symlink", f"This link points outside the project, to {target!r}.", path,
                          hint="Replace the link by the file itself.")
            else:
                found.add("files.symlink", "Links are not followed.", path, severity="warning",
                          hint="Replace the link by the file itself.")


        def copy_file(source, target, info):
            inward = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                if not stat.S_ISREG(os.fstat(inward).st_mode):
                    raise OSError(errno.EINVAL, "not a regular file")
                mode = 0o777 if info.st_mode & 0o111 else 0o666
                outward = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
                try:
                    left = info.st_size
                    while left > 0:
                        piece = os.read(inward, min(left, 1 << 20))
                        if not piece:
                            break
                        os.write(outward, piece)
                        left -= len(piece)
                finally:
                    os.close(outward)
            finally:
                os.close(inward)


        # One byte stands for one character in each of these or they are UTF-8; anything else (utf-7, rot13, unicode_escape)
        # can show other code to the interpreter than to the reader and to the linter.
        ENCODINGS = {"utf-8", "utf-8-sig", "ascii", "us-ascii", "iso-8859-1", "iso-8859-15", "latin-1", "cp1252"}

        RESERVED_MODULES = {"pytest", "_pytest", "pluggy", "coverage", "pytest_cov", "sitecustomize", "usercustomize", "ruff"}


        def shadowing(files, found):
            seen = set()
            for path in files:
                parts = path.split("/")
                if parts[0] == "src":
                    parts = parts[1:]
                if not parts or not path.endswith(".py"):
                    continue
                top = parts[0].removesuffix(".py")
                if top in seen:
                    continue
                seen.add(top)
                if top in RESERVED_MODULES:
                    found.add("files.shadow", f"A module named {top!r} hides the tool of that name.", path, 1,
                              hint="Rename the module.")
                elif len(parts) == 1 and top in sys.stdlib_module_names:
                    found.add("files.shadow", f"A module named {top!r} hides the standard library's.", path, 1,
                              hint="Rename the module.", severity="warning")


        def parse_source(path, found):
            """The syntax tree of a file, or None and a finding. Compiles too: some errors (a return outside a function) show
            only then. Runs nothing."""
            with open(os.path.join(PROJECT, path), "rb") as handle:
                data = handle.read()
            if b"\0" in data:
                found.add("syntax.null-byte", "The file holds null bytes: it is not Python source.", path,
                          data.count(b"\n", 0, data.index(b"\0")) + 1, hint="Write the file again as UTF-8 text.")
                return None
            try:
                encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
                if encoding.lower() not in ENCODINGS:
                    found.add("syntax.encoding", f"The encoding {encoding!r} is not accepted.", path, 1,
                              hint="Write the file as UTF-8 and remove the encoding declaration.")
                    return None
                text = data.decode(encoding)
            except SyntaxError as problem:
                found.add("syntax.encoding", str(problem.msg), path, 1, hint="Write the file as UTF-8.")
                return None
            except UnicodeDecodeError as problem:
                found.add("syntax.encoding", f"Not valid {problem.encoding}: byte 0x{data[problem.start]:02x}.", path,
                          data.count(b"\n", 0, problem.start) + 1, hint="Write the file as UTF-8.")
                return None
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                try:
                    tree = ast.parse(data, path)
                    compile(tree, path, "exec", dont_inherit=True)
                except SyntaxError as problem:
                    hint = (problem.text or "").strip()
                    found.add("syntax.error", problem.msg, path, problem.lineno or 1, problem.offset or 0,
                              hint=f"Mend this line: {hint}" if hint else "")
                    return None
                except (RecursionError, MemoryError, ValueError, OverflowError) as problem:
                    found.add("syntax.too-complex", f"The compiler gives up: {type(problem).__name__}.", path, 1,
                              hint="Split deeply nested expressions.")
                    return None
            for warning in caught:
                found.add("syntax.warning", str(warning.message), path, warning.lineno, severity="warning")
            tree.luna_lines = text.splitlines()
            return tree
        """#
}
