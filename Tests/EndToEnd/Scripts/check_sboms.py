"""Holds bills of materials against their standards with the standards' own tools, and against the project they describe.

    check_sboms.py BOM.cdx.json BOM.spdx.json PROJECT_DIRECTORY

Prints what is wrong; exit status 1 then.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from spdx_tools.spdx.parser.error import SPDXParsingError
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document


def main() -> int:
    cyclonedx, spdx, project = (Path(argument) for argument in sys.argv[1:4])
    problems: list[str] = []

    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(cyclonedx.read_text())
    if error is not None:
        problems.append(f"CycloneDX 1.6: {error}"[:2000])
    bill = json.loads(cyclonedx.read_text())
    references = [component["bom-ref"] for component in bill["components"]] + [bill["metadata"]["component"]["bom-ref"]]
    if len(set(references)) != len(references):
        problems.append(f"CycloneDX: references are not unique: {sorted(references)}")

    try:
        document = parse_file(str(spdx))
        for message in validate_full_spdx_document(document)[:10]:
            problems.append(f"SPDX 2.3: {message.validation_message} ({message.context.spdx_id})")
    except SPDXParsingError as error:
        problems.append(f"SPDX 2.3: {error.get_messages()[:5]}")

    listed = {
        component["name"]: component["hashes"][0]["content"]
        for component in bill["components"]
        if component["type"] == "file"
    }
    boms = {"bom.cdx.json", "bom.spdx.json"}
    for path in sorted(project.rglob("*")):
        name = path.relative_to(project).as_posix()
        if not path.is_file() or name in boms:
            continue
        if listed.pop(name, None) != hashlib.sha256(path.read_bytes()).hexdigest():
            problems.append(f"{name} is not in the bill with its digest")
    for name in listed:
        problems.append(f"{name} is in the bill, but not in the project")

    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
