#!/usr/bin/env python3
"""Checks rules of the house that no compiler knows. Prints `file:line: rule` and exits with 1 when one is broken."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

SERVICES = {
    "Gateway", "Registry", "Orchestrator", "CodeGenerator", "Validator", "Assembler", "Memory", "Security", "Costing",
    "HealthMonitor", "CLI",
}  # fmt: skip
# Each may import those before it.
FLOORS = [
    "LunaCore", "LunaZstd", "LunaSchema", "LunaPrivacy", "LunaMessages", "LunaPlan", "LunaTrust", "LunaBus", "LunaStore",
    "LunaServiceKit", "LunaAgentKit", "LunaStack",
]  # fmt: skip
PURE = {"LunaCore", "LunaSchema", "LunaPrivacy", "LunaMessages", "LunaPlan"}
C_MODULES = {
    "CNats": "LunaBus", "CPostgres": "LunaStore", "CProtobufC": "LunaMessages", "LunaMessagesC": "LunaMessages",
    "CZstd": "LunaZstd", "CZlib": "Assembler",
}  # fmt: skip

IMPORT = re.compile(r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|private|fileprivate)\s+)?import\s+(?:\w+\s+)?(\w+)")


def tracked(pattern: str) -> list[Path]:
    listing = subprocess.run(["git", "ls-files", pattern], capture_output=True, text=True, check=True).stdout
    return [Path(line) for line in listing.splitlines() if Path(line).is_file()]


def home(path: Path) -> tuple[str, str]:
    """The top folder of a file and the module below it."""
    return path.parts[0], path.parts[1] if len(path.parts) > 2 else ""


def check_imports(path: Path, lines: list[str]) -> list[str]:
    top, module = home(path)
    problems = []
    for number, line in enumerate(lines, 1):
        match = IMPORT.match(line)
        if not match:
            continue
        imported = match[1]
        if top == "Services" and imported in SERVICES - {module}:
            problems.append(f"{path}:{number}: a service imports another service ({imported})")
        if top == "Shared" and imported in SERVICES:
            problems.append(f"{path}:{number}: Shared imports a service ({imported})")
        if top == "Shared" and module in FLOORS and imported in FLOORS and FLOORS.index(imported) > FLOORS.index(module):
            problems.append(f"{path}:{number}: {module} stands below {imported} and may not import it")
        if module in PURE and imported.startswith("Foundation"):
            problems.append(f"{path}:{number}: {module} does without Foundation")
        if imported in C_MODULES and module != C_MODULES[imported] and top != "Tests":
            problems.append(f"{path}:{number}: {imported} stays inside {C_MODULES[imported]}")
    return problems


def check_code(path: Path, lines: list[str]) -> list[str]:
    if home(path)[0] == "Tests":
        return []
    problems = []
    for number, line in enumerate(lines, 1):
        code = line.split("//")[0]
        if re.search(r"\btry!", code):
            problems.append(f"{path}:{number}: no try! outside tests")
        if re.search(r"@unchecked\s+Sendable|nonisolated\(unsafe\)", code):
            before = " ".join(lines[max(0, number - 12) : number]).lower()
            if "//" not in before:
                problems.append(f"{path}:{number}: say in a comment why this is safe")
    return problems


MAKERS = {"Shared/LunaPrivacy/Tokens/Tokeniser.swift", "Shared/LunaServiceKit/Privacy/PrivacyClient.swift"}


def check_tokenised(path: Path, lines: list[str]) -> list[str]:
    """Clear text reaches no model: what a model client takes is made in two places only."""
    if str(path) in MAKERS or home(path)[0] == "Tests":
        return []
    return [
        f"{path}:{number}: only the tokeniser and the client of the security service make a Tokenised"
        for number, line in enumerate(lines, 1)
        if re.search(r"\bTokenised\s*(\.init\s*)?\(", line.split("//")[0])
    ]


def check_text(path: Path) -> list[str]:
    """No path of somebody's machine gets into the repository."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return []
    problems = []
    marks = ("/work" + "/", "/tmp/" + "team", "farm-" + "studio", "/opt/swift-" + "packages")
    for number, line in enumerate(text.splitlines(), 1):
        for mark in marks:
            if mark in line:
                problems.append(f"{path}:{number}: a path or tool of one machine: {mark}")
    return problems


def check_lists() -> list[str]:
    """What has to be named in a list is named there: decisions in the index, test targets in the test run."""
    problems = []
    index = Path("docs/README.md").read_text(encoding="utf-8")
    for decision in tracked("docs/decisions/*.md"):
        if f"decisions/{decision.name})" not in index:
            problems.append(f"docs/README.md:1: {decision} is not listed")
    run = Path("deploy/scripts/test.sh").read_text(encoding="utf-8")
    package = Path("Package.swift").read_text(encoding="utf-8")
    # Each call that makes a test target, up to the next one: a name, and a folder in its place where the name differs.
    for call in re.split(r"\b(?=(?:tests|stackTests)\(\s*\"|testTarget\()", package)[1:]:
        name = re.match(r"(tests|stackTests|testTarget)\(\s*(?:name:\s*)?\"(\w+)\"", call)
        if name is None:
            continue
        folder = re.search(r'\bfolder:\s*"(\w+)"', call)
        target = folder[1] if folder else name[2] if name[1] == "testTarget" else f"{name[2]}Tests"
        if not re.search(rf"\b{target}\b", run):
            problems.append(f"deploy/scripts/test.sh:1: {target} is never run")
    return problems


def main() -> int:
    problems = check_lists()
    for path in tracked("*.swift"):
        lines = path.read_text(encoding="utf-8").splitlines()
        problems += check_imports(path, lines)
        problems += check_code(path, lines)
        problems += check_tokenised(path, lines)
    for path in tracked("*"):
        problems += check_text(path)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
