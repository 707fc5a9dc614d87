import Glibc
import LunaCore

/// Projects that want to harm the machine or to pass without being right. None may do either.
enum HostileCorpus {
    private static func test(_ body: String, before: String = "") -> [(String, String)] {
        [("test_x.py", before + "\n\ndef test_x():\n" + body.split(separator: "\n").map { "    \($0)\n" }.joined())]
    }

    private static let wrong = ("test_wrong.py", "def test_wrong():\n    assert 1 == 2\n")

    /// Tries to pass although a test is wrong or was never run.
    static let cheats: [CorpusCase] = [
        .hostile("os._exit(0) in a test", [("test_a.py", "import os\n\n\ndef test_a():\n    os._exit(0)\n"), wrong]),
        .hostile(
            "os._exit(0) in conftest", [("conftest.py", "import os\n\nprint(\"1 passed\")\nos._exit(0)\n"), wrong]),
        .hostile("sys.exit(0) while loading", [("test_a.py", "import sys\n\nsys.exit(0)\n"), wrong]),
        .hostile(
            "exit handler that ends with 0",
            [("conftest.py", "import atexit\nimport os\n\natexit.register(lambda: os._exit(0))\n"), wrong]),
        .hostile(
            "prints that it passed", [("conftest.py", "import os\n\nos.write(1, b'1 passed in 0.01s\\n')\n"), wrong]),
        .hostile("kills its own process", test("os.kill(os.getpid(), 9)", before: "import os")),
        .hostile("kills everything", test("os.kill(-1, 9)", before: "import os")),
        .hostile("kills process 1", test("os.kill(1, 9)\nassert 1 == 2", before: "import os")),
        .hostile("settings that deselect", [("pytest.ini", "[pytest]\naddopts = --collect-only -k nothing\n"), wrong]),
        .hostile(
            "settings in pyproject",
            [
                (
                    "pyproject.toml",
                    "[tool.pytest.ini_options]\naddopts = \"--deselect test_wrong.py\"\ntestpaths = [\"none\"]\n"
                ), wrong,
            ]),
        .hostile(
            "settings of ruff",
            [
                ("ruff.toml", "lint.select = []\nexclude = [\"*\"]\n"), ("a.py", "print(nothing_here)\n"),
                CorpusCase.honest[0], CorpusCase.honest[1],
            ]),
        .hostile(
            "conftest that drops tests",
            [
                (
                    "conftest.py",
                    "def pytest_collection_modifyitems(items):\n    items[:] = [i for i in items if 'wrong' not in i.name]\n"
                ), wrong, CorpusCase.honest[0], CorpusCase.honest[1],
            ]),
        .hostile(
            "conftest that ignores files",
            [
                ("conftest.py", "collect_ignore_glob = [\"*wrong*\"]\n"), wrong, CorpusCase.honest[0],
                CorpusCase.honest[1],
            ]),
        .hostile(
            "conftest that runs nothing",
            [("conftest.py", "def pytest_pyfunc_call(pyfuncitem):\n    return True\n"), wrong]),
        .hostile(
            "conftest that changes outcomes",
            [
                (
                    "conftest.py",
                    "import pytest\n\n\n@pytest.hookimpl(wrapper=True, tryfirst=True)\ndef pytest_runtest_makereport(item, call):\n    report = yield\n    report.outcome = \"passed\"\n    return report\n"
                ), wrong,
            ]),
        .hostile(
            "conftest that forgets exceptions",
            [
                (
                    "conftest.py",
                    "import pytest\n\n\n@pytest.hookimpl(tryfirst=True)\ndef pytest_runtest_makereport(item, call):\n    call.excinfo = None\n"
                ), wrong,
            ]),
        .hostile(
            "patched pytest",
            [("conftest.py", "import _pytest.python\n\n_pytest.python.Function.runtest = lambda self: None\n"), wrong]),
        .hostile(
            "patched code of pytest",
            [
                (
                    "conftest.py",
                    "import _pytest.runner\n\n\ndef nothing(item):\n    pass\n\n\n_pytest.runner.pytest_runtest_call.__code__ = nothing.__code__\n"
                ), wrong,
            ]),
        .hostile(
            "own pytest",
            [("pytest.py", "def main(*args, **kwargs):\n    return 0\n\n\ndef fixture(f):\n    return f\n"), wrong]),
        .hostile("sitecustomize", [("sitecustomize.py", "import os\n\nos._exit(0)\n"), wrong]),
        .hostile(
            "plugin in package metadata",
            [
                ("evil.dist-info/entry_points.txt", "[pytest11]\nevil = evil\n"),
                ("evil.dist-info/METADATA", "Name: evil\nVersion: 1\n"),
                ("evil.py", "def pytest_pyfunc_call(pyfuncitem):\n    return True\n"), wrong,
            ]),
        .hostile(
            "writes to every descriptor",
            test(
                "for fd in range(3, 64):\n    try:\n        os.write(fd, b'{\"nonce\":\"\",\"findings\":[]}')\n    except OSError:\n        pass",
                before: "import os")),
        .hostile(
            "closes every descriptor and leaves", test("os.closerange(3, 4096)\nos._exit(0)", before: "import os")),
        .hostile(
            "tests renamed away at run time",
            [("test_a.py", "def test_a():\n    assert 1 == 2\n\n\ndel test_a\n\n\ndef test_b():\n    assert True\n")]),
        .hostile(
            "status changed at the end of the session",
            [
                (
                    "conftest.py",
                    "def pytest_sessionfinish(session, exitstatus):\n    session.exitstatus = 0\n    session.testsfailed = 0\n"
                ), wrong,
            ]),
    ]

    /// Tries to harm or to use up the machine.
    static let attacks: [CorpusCase] = [
        .hostile("fork bomb", test("while True:\n    os.fork()", before: "import os"), deadlineSeconds: 5),
        .hostile(
            "stubborn fork bomb",
            test("while True:\n    try:\n        os.fork()\n    except OSError:\n        pass", before: "import os"),
            deadlineSeconds: 3),
        .hostile("reads the passwords", test("assert \"root\" in open(\"/etc/shadow\").read()")),
        .hostile(
            "lists homes",
            test(
                "assert any(os.listdir(d) for d in (\"/root\", \"/home\", \"/etc\", \"/var\"))\nassert not os.path.isdir(\"/root\") or set(os.listdir(\"/root\")) - {\".pyenv\"}",
                before: "import os")),
        .hostile(
            "fills the disk",
            test("with open(\"/tmp/x\", \"wb\") as f:\n    for i in range(100000):\n        f.write(b\"x\" * 1000000)")),
        .hostile(
            "fills the disk with many files",
            test(
                "for i in range(10**9):\n    with open(f\"/tmp/{i}\", \"wb\") as f:\n        f.write(b\"x\" * 10000000)"
            )),
        .hostile("never ends", test("while True:\n    pass"), deadlineSeconds: 2),
        .hostile("sleeps", test("time.sleep(10**6)", before: "import time"), deadlineSeconds: 2),
        .hostile(
            "never ends while loading", [("test_a.py", "while True:\n    pass\n\n\ndef test_a():\n    pass\n")],
            deadlineSeconds: 2),
        .hostile(
            "ignores signals",
            test(
                "for s in range(1, 65):\n    try:\n        signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError):\n        pass\nwhile True:\n    pass",
                before: "import signal"), deadlineSeconds: 2),
        .hostile("takes all memory", test("x = []\nwhile True:\n    x.append(bytearray(10**7))")),
        .hostile(
            "takes memory in many processes",
            test(
                "for i in range(20):\n    if os.fork() == 0:\n        x = bytearray(200 * 2**20)\n        for j in range(0, len(x), 4096):\n            x[j] = 1\n        time.sleep(100)\ntime.sleep(100)",
                before: "import os\nimport time")),
        .hostile(
            "prints without end", test("while True:\n    os.write(1, b\"y\" * 65536)", before: "import os"),
            deadlineSeconds: 2),
        .hostile(
            "leaves a daemon and exits",
            test(
                "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(10**6)\nos._exit(0)",
                before: "import os\nimport time")),
        .hostile(
            "new name space, mount, ptrace",
            test(
                "libc = ctypes.CDLL(None, use_errno=True)\ndone = [libc.unshare(0x10000000), libc.mount(b\"x\", b\"/tmp\", b\"tmpfs\", 0, None), libc.ptrace(16, 1, 0, 0), libc.setuid(0), libc.chroot(b\"/tmp\")]\nassert 0 in done, done",
                before: "import ctypes")),
        .hostile("reads process 1", test("open(\"/proc/1/mem\", \"rb\")\nopen(\"/proc/1/environ\", \"rb\").read()")),
        .hostile("links that point outside", CorpusCase.honest) { directory in
            symlink("/etc/shadow", directory + "/data.txt")
            symlink("../../../../etc", directory + "/etc")
        },
        .hostile("pipe, socket place and unreadable file", CorpusCase.honest) { directory in
            mkfifo(directory + "/pipe.py", 0o666)
        },
        .hostile("folders without end", CorpusCase.honest) { directory in
            var path = directory
            for _ in 0..<60 {
                path += "/d"
                mkdir(path, 0o755)
            }
        },
        .hostile("huge file", CorpusCase.honest) { directory in
            try Scratch.write("", to: directory + "/huge.py")
            truncate(directory + "/huge.py", 1 << 40)
        },
        .hostile("ten thousand files", CorpusCase.honest) { directory in
            for number in 0..<10_000 { try Scratch.write("x = 1\n", to: "\(directory)/many/f\(number).py") }
        },
        .hostile("name that is not UTF-8", CorpusCase.honest) { directory in
            var name = Array((directory + "/bad").utf8CString.dropLast())
            name += [CChar(bitPattern: 0xFF), CChar(bitPattern: 0xFE), 0]
            let file = open(name, O_CREAT | O_WRONLY, 0o644)
            close(file)
        },
        .hostile("name with control characters", CorpusCase.honest) { directory in
            try Scratch.write("x = 1\n", to: directory + "/a\u{1B}[31m\n.py")
        },
        .hostile("binary that is called .py", CorpusCase.honest) { directory in
            try Scratch.write(
                bytes: (0..<4096).map { UInt8(truncatingIfNeeded: $0 * 7919) }, to: directory + "/noise.py")
        },
        .hostile("compiled module", CorpusCase.honest) { directory in
            try Scratch.write(bytes: [0x7F, 0x45, 0x4C, 0x46], to: directory + "/fast.so")
        },
        .hostile("crashes the interpreter", test("ctypes.string_at(0)", before: "import ctypes")),
        .hostile(
            "source that is hard to parse",
            [
                ("deep.py", "x = " + String(repeating: "-", count: 100_000) + "1\n"), CorpusCase.honest[0],
                CorpusCase.honest[1],
            ]),
    ]
}
