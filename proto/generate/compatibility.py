"""Checks that the contract has changed only in ways that older and newer programs can live with side by side.

usage: compatibility.py [BASE]       BASE: a git revision; default: the newest tag v*, else where this branch left main
       compatibility.py --self-test

Prints what breaks and exits with 1. A break that is wanted is written into proto/breaking-changes.txt, as printed, with the
reason in a comment above it; that list is emptied with each release.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from google.protobuf.descriptor_pb2 import DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorSet

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = ROOT / "proto/breaking-changes.txt"
RIGHTS = "helm/lunacore/files/nats/permissions.json"


def compiled(folder: Path) -> FileDescriptorSet:
    protos = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.proto"))
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "set.binpb"
        subprocess.run(["protoc", f"-I{folder}", f"--descriptor_set_out={out}", *protos], check=True)
        return FileDescriptorSet.FromString(out.read_bytes())


def messages(contract: FileDescriptorSet) -> dict[str, DescriptorProto]:
    found: dict[str, DescriptorProto] = {}

    def collect(prefix: str, list_of: object) -> None:
        for message in list_of:
            name = f"{prefix}.{message.name}"
            found[name] = message
            collect(name, message.nested_type)

    for file in contract.file:
        collect(file.package, file.message_type)
    return found


def enums(contract: FileDescriptorSet) -> dict[str, EnumDescriptorProto]:
    found = {f"{file.package}.{enum.name}": enum for file in contract.file for enum in file.enum_type}
    for name, message in messages(contract).items():
        found |= {f"{name}.{enum.name}": enum for enum in message.enum_type}
    return found


def methods(contract: FileDescriptorSet) -> dict[str, tuple]:
    return {
        f"{file.package}.{service.name}.{method.name}": (
            method.input_type, method.output_type, method.client_streaming, method.server_streaming)
        for file in contract.file for service in file.service for method in service.method
    }  # fmt: skip


def reserves(message: DescriptorProto, number: int) -> bool:
    return any(span.start <= number < span.end for span in message.reserved_range)


def shape(message: DescriptorProto, field: FieldDescriptorProto) -> str:
    kind = FieldDescriptorProto.Type.Name(field.type)[5:].lower()
    repeated = "repeated " if field.label == FieldDescriptorProto.LABEL_REPEATED else ""
    # A field that goes into or out of a oneof loses its value when an older program reads it.
    group = message.oneof_decl[field.oneof_index].name if field.HasField("oneof_index") else ""
    return f"{repeated}{field.type_name or kind}" + (f" in oneof {group}" if group else "")


def breaks(old: FileDescriptorSet, new: FileDescriptorSet) -> list[str]:
    found: list[str] = []
    now = messages(new)
    for name, before in messages(old).items():
        after = now.get(name)
        if after is None:
            found.append(f"{name}: the message is gone")
            continue
        fields = {field.number: field for field in after.field}
        for field in before.field:
            kept = fields.get(field.number)
            where = f"{name}.{field.name}"
            if kept is None:
                if not reserves(after, field.number):
                    found.append(f"{where}: field {field.number} is gone and its number is not reserved")
            elif kept.name != field.name:
                # JSON is accepted at the edges, and there the name is what counts.
                found.append(f"{where}: field {field.number} is now called {kept.name}")
            elif shape(before, field) != shape(after, kept):
                found.append(f"{where}: was {shape(before, field)}, is {shape(after, kept)}")
        for field in after.field:
            if reserves(before, field.number):
                found.append(f"{name}.{field.name}: number {field.number} was reserved")
    now_enums = enums(new)
    for name, enum in enums(old).items():
        if name not in now_enums:
            found.append(f"{name}: the enum is gone")
            continue
        values = {value.number: value.name for value in now_enums[name].value}
        for value in enum.value:
            if values.get(value.number) != value.name:
                found.append(f"{name}.{value.name}: {value.number} is now {values.get(value.number, 'nothing')}")
    now_methods = methods(new)
    for name, signature in methods(old).items():
        if name not in now_methods:
            found.append(f"{name}: the method is gone")
        elif now_methods[name] != signature:
            found.append(f"{name}: asks or answers with another message")
    return found


def lost_rights(old: dict, new: dict) -> list[str]:
    """Rights on the bus that a user of the release before has no more: an instance of it that starts during the upgrade,
    when the server has the new rights already, would be refused. What an older program used goes one release later."""
    found = []
    for user, before in old.items():
        after = new.get(user)
        if after is None:
            found.append(f"{user}: the user of the bus is gone")
            continue
        for kind in ("publish", "subscribe"):
            gone = set(before[kind]["allow"]) - set(after[kind]["allow"])
            found += [f"{user}: may no longer {kind} {subject}" for subject in sorted(gone)]
    return found


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def base() -> str:
    tag = git("describe", "--tags", "--abbrev=0", "--match", "v*")
    target = os.environ.get("GITHUB_BASE_REF") or "main"
    return tag or git("merge-base", "HEAD", f"origin/{target}")


def contract_of(revision: str) -> FileDescriptorSet:
    tree = subprocess.run(["git", "archive", revision, "proto/luna"], cwd=ROOT, capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as scratch:
        with tarfile.open(fileobj=io.BytesIO(tree)) as archive:
            archive.extractall(scratch, filter="data")
        return compiled(Path(scratch) / "proto")


OLD = """syntax = "proto3"; package t;
message A { string x = 1; repeated string y = 2; int64 z = 3; reserved 9; oneof o { string p = 4; } }
enum E { E_UNSPECIFIED = 0; E_ONE = 1; } message Gone { }
service S { rpc M(A) returns (A); rpc N(A) returns (A); }"""
GOOD = """syntax = "proto3"; package t;
message A { string x = 1; repeated string y = 2; reserved 3, 9; oneof o { string p = 4; string q = 5; } int32 more = 6; }
enum E { E_UNSPECIFIED = 0; E_ONE = 1; E_TWO = 2; } message Gone { } message New { }
service S { rpc M(A) returns (A); rpc N(A) returns (A); rpc O(A) returns (New); }"""
BAD = """syntax = "proto3"; package t;
message A { int32 x = 1; string y = 2; string p = 4; string nine = 9; } message B { }
enum E { E_UNSPECIFIED = 0; E_UNO = 1; }
service S { rpc M(A) returns (B); }"""
EXPECTED = {
    "t.A.x: was string, is int32", "t.A.y: was repeated string, is string", "t.A.p: was string in oneof o, is string",
    "t.A.z: field 3 is gone and its number is not reserved", "t.A.nine: number 9 was reserved", "t.E.E_ONE: 1 is now E_UNO",
    "t.Gone: the message is gone", "t.S.M: asks or answers with another message", "t.S.N: the method is gone",
}  # fmt: skip


def self_test() -> int:
    def text(content: str) -> FileDescriptorSet:
        with tempfile.TemporaryDirectory() as scratch:
            (Path(scratch) / "t.proto").write_text(content)
            return compiled(Path(scratch))

    old = text(OLD)
    wrong = [f"found in a compatible change: {line}" for line in breaks(old, text(GOOD))]
    found = set(breaks(old, text(BAD)))
    wrong += [f"not found: {line}" for line in EXPECTED - found] + [f"found as well: {line}" for line in found - EXPECTED]
    none, one = {"allow": []}, {"allow": ["z"]}
    before = {"a": {"publish": {"allow": ["x", "y"]}, "subscribe": one}, "b": {"publish": none, "subscribe": none}}
    after = {"a": {"publish": {"allow": ["y", "w"]}, "subscribe": one}, "c": {"publish": none, "subscribe": none}}
    if lost_rights(before, after) != ["a: may no longer publish x", "b: the user of the bus is gone"]:
        wrong.append(f"rights: {lost_rights(before, after)}")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


def main(arguments: list[str]) -> int:
    if arguments == ["--self-test"]:
        return self_test()
    revision = arguments[0] if arguments else base()
    if not revision:
        print("compatibility: no release and no main branch to compare with; nothing was checked", file=sys.stderr)
        return 0
    allowed = set()
    if ALLOWED.exists():
        lines = (line.strip() for line in ALLOWED.read_text(encoding="utf-8").splitlines())
        allowed = {line for line in lines if line and not line.startswith("#")}
    found = breaks(contract_of(revision), compiled(ROOT / "proto"))
    # Between releases rights come and go; nobody runs what was between.
    if git("tag", "--list", "v*", "--points-at", revision) and (rights := git("show", f"{revision}:{RIGHTS}")):
        found += lost_rights(json.loads(rights), json.loads((ROOT / RIGHTS).read_text(encoding="utf-8")))
    unwanted = [line for line in found if line not in allowed]
    for line in unwanted:
        print(f"proto: {line}")
    if unwanted:
        print(f"The contract of {revision[:12]} and this one cannot run side by side: proto/README.md")
    return 1 if unwanted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
