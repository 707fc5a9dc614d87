import LunaValidation

/// Programs with one error put in, of every class that the validator promises to find.
enum SeededCorpus {
    private static let util = (
        "util.py",
        "def scale(value, factor=2):\n    return value * factor\n\n\nclass Counter:\n    def __init__(self, start):\n        self.count = start\n\n    def step(self, by=1):\n        self.count += by\n        return self.count\n"
    )
    /// A test that passes and does not reach the error: the source alone has to show it.
    private static let idle = ("test_idle.py", "def test_idle():\n    assert True\n")

    private static func source(_ text: String) -> [(String, String)] { [util, ("main_part.py", text), idle] }

    static let cases: [CorpusCase] = [
        // Syntax
        .fails("missing colon", "syntax.error", source("def f()\n    return 1\n")),
        .fails("wrong indentation", "syntax.error", source("def f():\n    a = 1\n      b = 2\n")),
        .fails("unclosed bracket", "syntax.error", source("x = (1,\n\ny = 2\n")),
        .fails("return outside function", "syntax.error", source("return 1\n")),
        .fails("await outside async", "syntax.error", source("def f():\n    await g()\n")),
        .fails("Markdown fence around the code", "syntax.error", source("```python\nx = 1\n```\n")),
        .fails("prose instead of code", "syntax.error", source("Here is the code you asked for:\n\nx = 1\n")),
        .fails("null byte", "syntax.null-byte", source("x = 1\n\0\n")),
        .fails("odd encoding", "syntax.encoding", source("# -*- coding: utf-7 -*-\nx = 1\n")),
        .fails(
            "nested too deeply", "syntax.error",
            source("x = " + String(repeating: "(", count: 400) + String(repeating: ")", count: 400) + "\n")),
        // Imports
        .fails(
            "module of the project that is not there", "import.missing-module",
            source("from utill import scale\n\nprint(scale)\n")),
        .fails(
            "forgotten local file", "import.missing-module", source("from database import Session\n\nprint(Session)\n")),
        .fails(
            "submodule that is not there", "import.missing-module",
            [("pkg/__init__.py", ""), ("pkg/a.py", "from pkg.b import x\n\nprint(x)\n"), idle]),
        .fails(
            "relative module that is not there", "import.missing-module",
            [("pkg/__init__.py", ""), ("pkg/a.py", "from .b import x\n\nprint(x)\n"), idle]),
        .fails(
            "name that the module does not define", "import.missing-name",
            source("from util import scael\n\nprint(scael)\n")),
        .fails(
            "name that a package does not define", "import.missing-name",
            [
                ("pkg/__init__.py", "from .a import one\n"), ("pkg/a.py", "one = 1\n"),
                ("use.py", "from pkg import two\n\nprint(two)\n"), idle,
            ]),
        .fails(
            "name that the standard library does not define", "import.missing-name",
            source("from collections import OrderedDikt\n\nprint(OrderedDikt)\n")),
        .fails(
            "name that a dependency does not define", "import.missing-name",
            source("from fastapi import FastApi\n\nprint(FastApi)\n")),
        .fails(
            "relative import outside a package", "import.relative", source("from .util import scale\n\nprint(scale)\n")),
        .fails(
            "import inside a function", "import.missing-name",
            source("def f():\n    from util import nothing\n    return nothing\n")),
        // Names
        .fails("undefined name", "F821", source("def f():\n    return valeu\n")),
        .fails("undefined name behind noqa", "F821", source("def f():\n    return valeu  # noqa: F821\n")),
        .fails(
            "attribute of a module", "name.missing-attribute",
            source("import util\n\n\ndef f():\n    return util.scael(1)\n")),
        .fails(
            "method of an instance", "name.missing-attribute",
            source("from util import Counter\n\n\ndef f():\n    counter = Counter(1)\n    return counter.setp()\n")),
        .fails(
            "attribute of self", "name.missing-attribute",
            source(
                "class A:\n    def __init__(self):\n        self.items = []\n\n    def size(self):\n        return len(self.itmes)\n"
            )),
        .fails("undefined in __all__", "F822", source("__all__ = [\"nothing\"]\n")),
        .fails(
            "used before assignment", "F823", source("x = 1\n\n\ndef f():\n    print(x)\n    x = 2\n    return x\n")),
        // Calls
        .fails(
            "too many arguments", "call.arguments",
            source("from util import scale\n\n\ndef f():\n    return scale(1, 2, 3)\n")),
        .fails(
            "too few arguments", "call.arguments", source("from util import scale\n\n\ndef f():\n    return scale()\n")),
        .fails(
            "unknown keyword", "call.arguments",
            source("import util\n\n\ndef f():\n    return util.scale(1, facktor=2)\n")),
        .fails(
            "argument given twice", "call.arguments",
            source("from util import scale\n\n\ndef f():\n    return scale(1, value=2)\n")),
        .fails(
            "constructor", "call.arguments", source("from util import Counter\n\n\ndef f():\n    return Counter()\n")),
        .fails(
            "method", "call.arguments",
            source("from util import Counter\n\n\ndef f():\n    return Counter(1).step(1, 2)\n")),
        .fails(
            "own method through self", "call.arguments",
            source(
                "class A:\n    def one(self, x):\n        return x\n\n    def two(self):\n        return self.one()\n")),
        .fails(
            "dataclass", "call.arguments",
            source(
                "from dataclasses import dataclass\n\n\n@dataclass\nclass P:\n    x: int\n    y: int = 0\n\n\ndef f():\n    return P(1, 2, 3)\n"
            )),
        .fails(
            "through a re-export", "call.arguments",
            [
                ("pkg/__init__.py", "from .a import one\n"), ("pkg/a.py", "def one(x):\n    return x\n"),
                ("use.py", "import pkg\n\n\ndef f():\n    return pkg.one(1, 2)\n"), idle,
            ]),
        // Definitions
        .fails(
            "function defined twice", "define.duplicate", source("def f():\n    return 1\n\n\ndef f():\n    return 2\n")
        ),
        .fails(
            "method defined twice", "define.duplicate",
            source("class A:\n    def f(self):\n        return 1\n\n    def f(self):\n        return 2\n")),
        .fails(
            "shared default", "define.mutable-default",
            source("def f(x, seen=[]):\n    seen.append(x)\n    return seen\n")),
        // Lint
        .fails("format string without its argument", "F524", source("x = \"{a} {b}\".format(a=1)\n")),
        .fails("comparison with is", "F632", source("def f(x):\n    return x is \"a\"\n")),
        .fails("break outside loop", "syntax.error", source("def f():\n    break\n")),
        .fails("assert on a tuple", "F631", source("def f(x):\n    assert (x, \"message\")\n")),
        .fails("raise NotImplemented", "F901", source("def f():\n    raise NotImplemented\n")),
        // Tests
        .fails(
            "wrong result", "tests.failed", [("calc.py", "def add(a, b):\n    return a - b\n"), CorpusCase.honest[1]]),
        .fails(
            "exception in the code", "tests.failed",
            [("calc.py", "def add(a, b):\n    return [][a]\n"), CorpusCase.honest[1]]),
        .fails(
            "fixture that does not exist", "tests.failed",
            [("test_x.py", "def test_x(nothing_of_the_kind):\n    assert True\n")]),
        .fails(
            "error while a test file is loaded", "tests.not-loaded",
            [("test_x.py", "1 / 0\n\n\ndef test_x():\n    assert True\n")]),
        .fails("error in conftest", "tests.not-loaded", [("conftest.py", "raise ValueError(\"x\")\n"), idle]),
        .fails(
            "error in tear-down", "tests.failed",
            [
                (
                    "test_x.py",
                    "import pytest\n\n\n@pytest.fixture\ndef f():\n    yield 1\n    raise ValueError\n\n\ndef test_x(f):\n    assert f\n"
                )
            ]),
        // What is missing here, or none of the code's fault
        .gives(
            "third-party module", .notInstalled, "import.not-installed",
            source("import acme_analytics_missing\n\nprint(acme_analytics_missing)\n")),
        .gives(
            "third-party module in the tests", .notInstalled, "tests.not-loaded",
            [("test_x.py", "import selenium_missing\n\n\ndef test_x():\n    assert selenium_missing\n")]),
        .gives(
            "asynchronous test without its plugin", .notInstalled, "tests.failed",
            [("test_x.py", "async def test_x():\n    assert True\n")]),
        .gives(
            "fixture of a plugin", .notInstalled, "tests.failed",
            [("test_x.py", "def test_x(mocker):\n    assert mocker\n")]),
        .gives(
            "needs the network", .environment, "tests.failed",
            [
                (
                    "test_x.py",
                    "import urllib.request\n\n\ndef test_x():\n    urllib.request.urlopen(\"http://example.com/\")\n"
                )
            ]),
        .gives(
            "needs a database server", .environment, "tests.failed",
            [("test_x.py", "import socket\n\n\ndef test_x():\n    socket.create_connection((\"127.0.0.1\", 5432))\n")]),
        .gives(
            "needs an environment variable", .environment, "tests.failed",
            [("test_x.py", "import os\n\n\ndef test_x():\n    assert os.environ[\"SOME_SECRET\"]\n")]),
        .gives(
            "writes where it may not", .environment, "tests.failed",
            [("test_x.py", "def test_x():\n    open(\"/usr/x\", \"w\")\n")]),
        .gives("no tests", .noTests, "tests.none", [("calc.py", "x = 1\n")]),
        .gives(
            "all tests skipped", .noTests, "tests.none",
            [("test_x.py", "import pytest\n\n\n@pytest.mark.skip\ndef test_x():\n    assert False\n")]),
    ]
}
