import LunaValidation

/// Programs that work. Refusing one is as bad as passing a wrong one.
enum CorrectCorpus {
    static let cases: [CorpusCase] = [
        .passes("plain function", CorpusCase.honest),
        .passes(
            "package, parametrised tests, fixtures and a class",
            [
                ("shop/__init__.py", ""),
                (
                    "shop/cart.py",
                    """
                    from dataclasses import dataclass, field


                    @dataclass
                    class Line:
                        name: str
                        price: float = 0.0
                        tags: list[str] = field(default_factory=list)


                    class Cart:
                        limit = 3

                        def __init__(self, *, owner="nobody"):
                            self.owner = owner
                            self._lines = []

                        def add(self, line, count=1):
                            for _ in range(count):
                                self._lines.append(line)
                            return self

                        @property
                        def total(self):
                            return sum(line.price for line in self._lines)

                        @classmethod
                        def of(cls, *lines):
                            cart = cls(owner="test")
                            for line in lines:
                                cart.add(line)
                            return cart

                        @staticmethod
                        def currency():
                            return "EUR"

                    """
                ),
                (
                    "tests/conftest.py",
                    """
                    import pytest

                    from shop.cart import Cart, Line


                    @pytest.fixture
                    def cart():
                        return Cart(owner="me").add(Line("a", 2.0), count=2)

                    """
                ),
                (
                    "tests/test_cart.py",
                    """
                    import pytest

                    from shop import cart as module
                    from shop.cart import Cart, Line


                    @pytest.mark.parametrize(("price", "total"), [(1, 1), (2, 2)])
                    def test_total(price, total):
                        assert Cart.of(Line("x", price=price)).total == total


                    class TestCart:
                        def test_fixture(self, cart):
                            assert cart.total == 4.0
                            assert cart.owner == "me"

                        def test_errors(self):
                            with pytest.raises(TypeError):
                                Cart("positional")
                            with pytest.raises(AttributeError):
                                Cart().nothing
                            assert module.Cart.currency() == Cart().currency()

                    """
                ),
            ]),
        .passes(
            "src layout with pyproject",
            [
                (
                    "pyproject.toml",
                    "[tool.pytest.ini_options]\npythonpath = [\"src\"]\naddopts = \"-q --strict-markers\"\n"
                ),
                ("src/greet/__init__.py", "from .core import hello\n\n__all__ = [\"hello\"]\n"),
                ("src/greet/core.py", "def hello(name: str) -> str:\n    return f\"hello {name}\"\n"),
                (
                    "tests/test_greet.py",
                    "from greet import hello\n\n\ndef test_hello():\n    assert hello(\"x\") == \"hello x\"\n"
                ),
            ]),
        .passes(
            "unittest with inheritance",
            [
                (
                    "stack.py",
                    "class Stack:\n    def __init__(self):\n        self.items = []\n\n    def push(self, item):\n        self.items.append(item)\n"
                ),
                (
                    "test_stack.py",
                    """
                    import unittest

                    from stack import Stack


                    class Base(unittest.TestCase):
                        def setUp(self):
                            self.stack = Stack()


                    class StackTest(Base):
                        def test_push(self):
                            self.stack.push(1)
                            self.assertEqual(self.stack.items, [1])

                        def test_wrong_call(self):
                            with self.assertRaises(TypeError):
                                self.stack.push()


                    if __name__ == "__main__":
                        unittest.main()

                    """
                ),
            ]),
        .passes(
            "habits that lint warns of",
            [
                (
                    "habits.py",
                    """
                    import os
                    from math import *


                    def f(l=[], cache={}):
                        cache[1] = 2
                        try:
                            x = int("a")
                        except:
                            pass
                        if l == None:
                            l = []
                        return l

                    """
                ),
                (
                    "test_habits.py",
                    "from habits import f, sqrt\n\n\ndef test_f():\n    assert f() == []\n    assert sqrt(4) == 2\n"
                ),
            ]),
        .passes(
            "optional imports and typing-only imports",
            [
                (
                    "opt.py",
                    """
                    from __future__ import annotations

                    from typing import TYPE_CHECKING

                    if TYPE_CHECKING:
                        from not_there_at_all import Thing

                    try:
                        import ujson_missing as json
                    except ImportError:
                        import json


                    def dump(value: Thing) -> str:
                        return json.dumps(value)

                    """
                ),
                ("test_opt.py", "from opt import dump\n\n\ndef test_dump():\n    assert dump([]) == \"[]\"\n"),
            ]),
        .passes(
            "dynamic module, star import, re-export, lazy attribute",
            [
                ("lib/__init__.py", "from .names import *\nfrom .names import _hidden as hidden\n"),
                (
                    "lib/names.py",
                    "for _n in (\"a\", \"b\"):\n    globals()[_n] = _n\n\n\ndef known():\n    return 1\n\n\ndef _hidden():\n    return 2\n"
                ),
                ("lib/lazy.py", "def __getattr__(name):\n    return name\n"),
                (
                    "test_lib.py",
                    "from lib import a, hidden, known\nfrom lib.lazy import anything\n\n\ndef test_all():\n    assert (a, known(), hidden(), anything) == (\"a\", 1, 2, \"anything\")\n"
                ),
            ]),
        .passes(
            "decorators that change signatures",
            [
                (
                    "deco.py",
                    """
                    import functools
                    from contextlib import contextmanager


                    def with_number(function):
                        @functools.wraps(function)
                        def inner(*args, **kwargs):
                            return function(1, *args, **kwargs)
                        return inner


                    @with_number
                    def add(number, other):
                        return number + other


                    @contextmanager
                    def opened(name):
                        yield name


                    @functools.lru_cache(maxsize=None)
                    def cached(x):
                        return x


                    def overloaded(*args, scale=1, **options):
                        return len(args) * scale + len(options)

                    """
                ),
                (
                    "test_deco.py",
                    """
                    from deco import add, cached, opened, overloaded


                    def test_all():
                        assert add(2) == 3
                        with opened("x") as name:
                            assert name == "x"
                        assert cached(x=3) == 3
                        assert overloaded(1, 2, scale=3, a=1, b=2) == 8
                        assert overloaded(*[1, 2], **{"scale": 2}) == 4

                    """
                ),
            ]),
        .passes(
            "FastAPI with pydantic and a test client",
            [
                ("app/__init__.py", ""),
                (
                    "app/main.py",
                    """
                    from fastapi import Depends, FastAPI, HTTPException
                    from pydantic import BaseModel, Field


                    class Item(BaseModel):
                        name: str = Field(min_length=1)
                        price: float = 0


                    app = FastAPI()
                    store: dict[int, Item] = {}


                    def get_store():
                        return store


                    @app.post("/items", status_code=201)
                    def create(item: Item, items: dict = Depends(get_store)):
                        items[len(items) + 1] = item
                        return {"id": len(items), **item.model_dump()}


                    @app.get("/items/{item_id}")
                    def read(item_id: int):
                        if item_id not in store:
                            raise HTTPException(status_code=404)
                        return store[item_id]

                    """
                ),
                (
                    "tests/test_api.py",
                    """
                    from fastapi.testclient import TestClient

                    from app.main import Item, app

                    client = TestClient(app)


                    def test_create_and_read():
                        body = Item(name="x", price=1).model_dump()
                        made = client.post("/items", json=body)
                        assert made.status_code == 201
                        assert client.get(f"/items/{made.json()['id']}").json()["name"] == "x"
                        assert client.get("/items/99").status_code == 404
                        assert client.post("/items", json={"name": ""}).status_code == 422

                    """
                ),
            ]),
        .passes(
            "SQLAlchemy on a file of SQLite",
            [
                (
                    "store.py",
                    """
                    from sqlalchemy import String, create_engine, select
                    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


                    class Base(DeclarativeBase):
                        pass


                    class Todo(Base):
                        __tablename__ = "todo"
                        id: Mapped[int] = mapped_column(primary_key=True)
                        title: Mapped[str] = mapped_column(String(50))


                    def open_store(url):
                        engine = create_engine(url)
                        Base.metadata.create_all(engine)
                        return engine


                    def add(engine, title):
                        with Session(engine) as session:
                            session.add(Todo(title=title))
                            session.commit()
                            return [t.title for t in session.scalars(select(Todo))]

                    """
                ),
                (
                    "test_store.py",
                    "from store import add, open_store\n\n\ndef test_store(tmp_path):\n    assert add(open_store(f\"sqlite:///{tmp_path}/x.db\"), \"a\") == [\"a\"]\n"
                ),
            ]),
        .passes(
            "server on the loopback of the sandbox, threads, subprocess",
            [
                (
                    "serve.py",
                    """
                    import http.server
                    import threading


                    class Handler(http.server.BaseHTTPRequestHandler):
                        def do_GET(self):
                            self.send_response(200)
                            self.end_headers()
                            self.wfile.write(b"hello")

                        def log_message(self, *args):
                            pass


                    def start():
                        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
                        threading.Thread(target=server.serve_forever, daemon=True).start()
                        return server


                    if __name__ == "__main__":
                        print("main")

                    """
                ),
                (
                    "test_serve.py",
                    """
                    import subprocess
                    import sys
                    import urllib.request

                    from serve import start


                    def test_get():
                        server = start()
                        url = f"http://127.0.0.1:{server.server_port}/"
                        assert urllib.request.urlopen(url).read() == b"hello"
                        server.shutdown()


                    def test_main():
                        out = subprocess.run([sys.executable, "-m", "serve"], capture_output=True, text=True, check=True)
                        assert out.stdout == "main\\n"

                    """
                ),
            ]),
        .passes(
            "conftest that marks and skips",
            [
                (
                    "conftest.py",
                    """
                    import pytest


                    def pytest_addoption(parser):
                        parser.addoption("--slow", action="store_true")


                    def pytest_configure(config):
                        config.addinivalue_line("markers", "slow: takes long")


                    def pytest_collection_modifyitems(config, items):
                        for item in items:
                            if "slow" in item.keywords and not config.getoption("--slow"):
                                item.add_marker(pytest.mark.skip(reason="slow"))


                    @pytest.hookimpl(wrapper=True)
                    def pytest_runtest_makereport(item, call):
                        report = yield
                        item.last_report = report
                        return report

                    """
                ),
                (
                    "test_marks.py",
                    """
                    import pytest


                    @pytest.mark.slow
                    def test_slow():
                        assert False


                    @pytest.mark.xfail
                    def test_expected():
                        assert False


                    def test_quick():
                        assert True

                    """
                ),
            ]),
        .passes(
            "byte order mark, Latin-1, umlauts in names",
            [
                ("bom.py", "\u{FEFF}größe = 3\n"),
                ("test_bom.py", "from bom import größe\n\n\ndef test_größe():\n    assert größe == 3\n"),
            ]),
        .passes(
            "asyncio run by hand, enum, namedtuple, slots, generics",
            [
                (
                    "things.py",
                    """
                    import asyncio
                    import enum
                    from typing import Generic, NamedTuple, TypeVar

                    T = TypeVar("T")


                    class Colour(enum.Enum):
                        RED = 1


                    class Point(NamedTuple):
                        x: int
                        y: int = 0


                    class Box(Generic[T]):
                        __slots__ = ("value",)

                        def __init__(self, value: T):
                            self.value = value


                    class Child(Box[int]):
                        def double(self):
                            return self.value * 2


                    class Mixin:
                        def shout(self):
                            return self.name.upper()


                    class Named(Mixin):
                        name = "n"


                    async def later(value):
                        await asyncio.sleep(0)
                        return value

                    """
                ),
                (
                    "test_things.py",
                    """
                    import asyncio

                    from things import Box, Child, Colour, Named, Point, later


                    def test_all():
                        assert asyncio.run(later(1)) == 1
                        assert Colour.RED.value == Colour(1).value
                        assert Point(1).y == 0 and Point(x=1, y=2)._replace(x=3).x == 3
                        assert Box(1).value == 1 and Child(2).double() == 4
                        assert Named().shout() == "N"

                    """
                ),
            ]),
        .passes(
            "monkeypatched attributes and mocks",
            [
                (
                    "clock.py",
                    "import time\n\n\nclass Clock:\n    def now(self):\n        return time.time()\n\n\ndef read(clock):\n    return clock.now()\n"
                ),
                (
                    "test_clock.py",
                    """
                    from unittest import mock

                    import clock


                    def test_patch(monkeypatch):
                        monkeypatch.setattr(clock.time, "time", lambda: 5)
                        one = clock.Clock()
                        assert one.now() == 5
                        one.extra = 3
                        assert one.extra == 3
                        fake = mock.Mock(spec=clock.Clock)
                        fake.now.return_value = 7
                        assert clock.read(fake) == 7
                        with mock.patch("clock.read", return_value=9):
                            assert clock.read() == 9

                    """
                ),
            ]),
    ]
}
