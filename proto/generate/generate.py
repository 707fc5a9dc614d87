"""Writes the code of the contract. Run by generate.sh; see proto/README.md.

usage: generate.py PROTO_DIR OUTPUT_ROOT    (OUTPUT_ROOT gets Shared/…, Tests/… and docs/…)
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import model
import swift_json
import swift_messages
import swift_services
import tables
from google.protobuf.descriptor_pb2 import FileDescriptorSet

import docs


def main(proto_dir: Path, root: Path) -> None:
    protos = sorted(str(p.relative_to(proto_dir)) for p in proto_dir.glob("luna/**/*.proto"))
    with tempfile.TemporaryDirectory() as scratch_name:
        scratch = Path(scratch_name)
        described = scratch / "contract.binpb"
        subprocess.run(
            ["protoc", f"-I{proto_dir}", "--include_imports", "--include_source_info",
             f"--descriptor_set_out={described}", *protos], check=True)
        files = model.load(described.read_bytes())
        write_c(files, described, scratch, root / "Shared/C/LunaMessagesC")
    write_swift(files, root / "Shared/LunaMessages/Generated")
    (root / "docs/api").mkdir(parents=True, exist_ok=True)
    (root / "docs/api/contract.md").write_text(docs.emit(files))
    tests = root / "Tests/LunaMessagesTests/Generated"
    tests.mkdir(parents=True, exist_ok=True)
    (tests / "RandomMessages.swift").write_text(tables.random_values(files))


def write_c(files: list[model.File], described: Path, scratch: Path, target: Path) -> None:
    # protoc-c also emits service stubs, which we do not use and which do not compile when a method is called like a
    # C keyword (Register): it gets the contract without services.
    descriptors = FileDescriptorSet.FromString(described.read_bytes())
    for file in descriptors.file:
        file.ClearField("service")
    stripped = scratch / "messages.binpb"
    stripped.write_bytes(descriptors.SerializeToString(deterministic=True))
    out = scratch / "c"
    out.mkdir()
    subprocess.run(
        ["protoc-c", f"--descriptor_set_in={stripped}", f"--c_out={out}", *[f.path for f in files]], check=True)
    for old in (target / "luna", target / "include/luna"):
        shutil.rmtree(old, ignore_errors=True)
    for made in sorted(out.rglob("*.pb-c.*")):
        place = target / ("include" if made.suffix == ".h" else ".") / made.relative_to(out)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(made.read_text())
    (target / "include").mkdir(parents=True, exist_ok=True)
    (target / "include/LunaMessagesC.h").write_text(tables.c_header(files))


def write_swift(files: list[model.File], target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    usage = {}
    for file in files:
        for service in file.services:
            for method in reversed(service.methods):
                usage[method.reply] = f"The reply of ``{service.name}Client/{method.wire}(_:context:)``."
                usage[method.request] = f"The request of ``{service.name}Client/{method.wire}(_:context:)``."
    for file in files:
        name = model.upper_camel(file.stem)
        (target / f"{name}Messages.swift").write_text(swift_messages.emit(file, usage))
        (target / f"{name}JSON.swift").write_text(swift_json.emit(file))
        if file.services:
            (target / f"{name}Service.swift").write_text(swift_services.emit(file))
    (target / "LunaContract.swift").write_text(tables.contract(files))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
