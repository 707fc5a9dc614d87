import LunaPlan

/// Tests of what the collections of all types have in common.
enum LibraryCollectionTests {
    static func render(_ project: ProjectView) -> GeneratedFile {
        GeneratedFile(
            path: "tests/test_collection.py",
            contents: #"""
                """What the collections of all types have in common."""

                from collections.abc import Mapping
                from dataclasses import dataclass
                from pathlib import Path
                from typing import ClassVar
                from uuid import UUID, uuid4

                import pytest

                from \#(project.package).collection import Collection
                from \#(project.package).errors import ConflictError, InvalidFieldError, NotFoundError
                from \#(project.package).records import Record, Rule


                @dataclass(frozen=True, kw_only=True)
                class Node(Record):
                    """A record that can refer to its own kind and to another."""

                    LABEL: ClassVar[str] = "node"
                    RULES: ClassVar[Mapping[str, Rule]] = {
                        "name": Rule(optional=True),
                        "above": Rule(optional=True),
                        "owner": Rule(optional=True),
                        "keeper": Rule(optional=True),
                    }

                    name: str | None = None
                    above: UUID | None = None
                    owner: UUID | None = None
                    keeper: UUID | None = None


                class Nodes(Collection[Node]):
                    """A tree of nodes."""

                    record = Node
                    unique = (("name",),)
                    on_delete = {"above": "cascade", "owner": "set-null", "keeper": "restrict"}
                    own_references = ("above",)


                def test_order_is_that_of_adding() -> None:
                    records = [Node(name=name) for name in ("c", "a", "b")]
                    nodes = Nodes(records)
                    assert list(nodes) == records
                    assert len(nodes) == 3
                    assert all(record.id in nodes for record in records)


                def test_what_is_not_there_is_not_found() -> None:
                    nodes = Nodes()
                    for call in (nodes.get, nodes.remove, nodes.update):
                        with pytest.raises(NotFoundError):
                            call(uuid4())


                def test_ids_are_unique_and_stay() -> None:
                    node = Node()
                    nodes = Nodes([node])
                    with pytest.raises(ConflictError):
                        nodes.add(node)
                    with pytest.raises(ConflictError):
                        nodes.update(node.id, id=uuid4())


                def test_unique_values_are_free_again_after_removal_and_change() -> None:
                    first, second = Node(name="a"), Node(name="b")
                    nodes = Nodes([first, second])
                    with pytest.raises(ConflictError, match="the same name"):
                        nodes.add(Node(name="a"))
                    with pytest.raises(ConflictError):
                        nodes.update(second.id, name="a")
                    nodes.update(first.id, name="c")
                    nodes.update(second.id, name="a")
                    nodes.remove(first.id)
                    nodes.add(Node(name="c"))
                    assert sorted(node.name or "" for node in nodes) == ["a", "c"]


                def test_missing_values_never_clash() -> None:
                    assert len(Nodes([Node(), Node()])) == 2


                def test_find_and_sort() -> None:
                    records = [Node(name=name) for name in ("b", None, "a")]
                    nodes = Nodes(records)
                    assert nodes.find(name="a") == [records[2]]
                    assert nodes.find(name="a", above=uuid4()) == []
                    assert nodes.sorted_by("name") == [records[2], records[0], records[1]]
                    assert nodes.sorted_by("name", reverse=True) == [records[0], records[2], records[1]]


                def test_links_must_be_references() -> None:
                    with pytest.raises(TypeError, match="name"):
                        Nodes(name=Nodes())


                @pytest.mark.parametrize("field", ["above", "owner", "keeper"])
                def test_linked_records_must_exist(field: str) -> None:
                    nodes = Nodes(owner=Nodes(), keeper=Nodes())
                    with pytest.raises(NotFoundError):
                        nodes.add(Node(**{field: uuid4()}))


                def test_a_record_may_refer_to_itself() -> None:
                    record_id = uuid4()
                    nodes = Nodes([Node(id=record_id, above=record_id)])
                    nodes.remove(record_id)
                    assert len(nodes) == 0


                def test_removal_cascades_through_circles() -> None:
                    top, other = Node(), Node()
                    below = Node(above=top.id)
                    nodes = Nodes([top, below, Node(above=below.id), other])
                    nodes.update(top.id, above=below.id)
                    nodes.remove(top.id)
                    assert list(nodes) == [other]


                def test_removal_clears_references() -> None:
                    owners = Nodes([owner := Node()])
                    nodes = Nodes([node := Node(owner=owner.id)], owner=owners)
                    owners.remove(owner.id)
                    assert nodes.get(node.id).owner is None


                def test_refused_removal_changes_nothing() -> None:
                    keepers = Nodes([keeper := Node()])
                    keepers.add(below := Node(above=keeper.id))
                    nodes = Nodes([Node(keeper=below.id, owner=keeper.id)], keeper=keepers, owner=keepers)
                    before = [list(keepers), list(nodes)]
                    with pytest.raises(ConflictError):
                        keepers.remove(keeper.id)
                    assert [list(keepers), list(nodes)] == before


                def test_save_and_load(tmp_path: Path) -> None:
                    path = tmp_path / "nodes.jsonl"
                    nodes = Nodes([Node(name="é\n"), Node()])
                    nodes.save(path)
                    assert [node.to_json() for node in Nodes.load(path)] == [node.to_json() for node in nodes]
                    assert len(path.read_text(encoding="utf-8").splitlines()) == 2


                @pytest.mark.parametrize("text", ["no json\n", "[]\n", '{"name": 1, "nothing": 2}\n', "\n"])
                def test_load_names_the_bad_line(tmp_path: Path, text: str) -> None:
                    path = tmp_path / "nodes.jsonl"
                    path.write_text(Node().to_json() + "\n" + text, encoding="utf-8")
                    with pytest.raises(InvalidFieldError, match="line 2"):
                        Nodes.load(path)


                def test_load_refuses_repeated_ids(tmp_path: Path) -> None:
                    path = tmp_path / "nodes.jsonl"
                    path.write_text((Node().to_json() + "\n") * 2, encoding="utf-8")
                    with pytest.raises(ConflictError, match="Line 2"):
                        Nodes.load(path)


                def test_failed_save_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
                    path = tmp_path / "nodes.jsonl"
                    Nodes().save(path)
                    monkeypatch.setattr(Node, "to_json", lambda self: 1 / 0)
                    with pytest.raises(ZeroDivisionError):
                        Nodes([Node()]).save(path)
                    assert [item.name for item in tmp_path.iterdir()] == ["nodes.jsonl"]
                    assert path.read_bytes() == b""
                """#.formattedPython())
    }
}
