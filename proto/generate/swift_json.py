"""Emits the JSON form of the messages of one proto file."""

from __future__ import annotations

import textwrap

from model import Field, File, Message, Oneof
from swift_messages import field_doc

TIMES = {"at", "since", "last_seen"}
INTEGERS = {"Int32", "Int64", "UInt32", "UInt64"}


def json_name(field: Field) -> str:
    """Bytes that hold JSON are embedded, under the name without the suffix."""
    return field.name.removesuffix("_json") if is_embedded(field) else field.name


def is_embedded(field: Field) -> bool:
    return field.base == "[UInt8]" and field.name.endswith("_json") and not field.repeated


def is_time(field: Field) -> bool:
    return field.base == "Int64" and not field.repeated and (field.name in TIMES or field.name.endswith("_at"))


def emit(file: File) -> str:
    out = [f"// Generated from {file.path} by `make proto`. Do not edit.", "", "public import LunaCore", ""]
    for message in file.messages:
        out += _message(message)
    return "\n".join(out).rstrip() + "\n"


def _message(message: Message) -> list[str]:
    names = [json_name(f) for f in message.fields]
    if len(set(names)) != len(names):
        raise SystemExit(f"{message.full_name}: two fields have the same name in JSON")
    out = [f"extension {message.name} {{"]
    if not message.members:
        out += [
            "    public static var jsonFields: [JSONField] { [] }", "",
            "    public var json: JSONValue { .object([:]) }", "",
            "    public init(json: JSONValue) throws {",
            "        self.init()",
            "        try JSONObjectReader(json, of: Self.self).finish()",
            "    }", "}", "",
        ]
        return out
    out += ["    public static var jsonFields: [JSONField] {", "        ["]
    for field in message.fields:
        out += _shape(field)
    out += ["        ]", "    }", "", "    public var json: JSONValue {", "        var out = JSONObjectWriter()"]
    for member in message.members:
        out += _write(member)
    out += ["        return out.value", "    }", "", "    public init(json: JSONValue) throws {", "        self.init()",
            "        var reader = try JSONObjectReader(json, of: Self.self)"]
    for member in message.members:
        out += _read(member)
    return out + ["        try reader.finish()", "    }", "}", ""]


def _kind(field: Field) -> str:
    if field.key:
        return f".map({_element(field.value)})"
    if is_embedded(field):
        return ".embedded"
    if is_time(field):
        return ".time"
    return f".list({_element(field)})" if field.repeated else _element(field)


def _element(field: Field) -> str:
    if field.is_message:
        return f".message({field.base}.self)"
    if field.is_enum:
        return f".enumeration({field.base}.jsonNames)"
    if field.base in INTEGERS:
        return ".integer" if field.base.startswith("Int") else ".count"
    return {"String": ".text", "Bool": ".flag", "Double": ".number", "Float": ".number", "[UInt8]": ".base64"}[field.base]


def _shape(field: Field) -> list[str]:
    doc = field_doc(field).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    choice = ", isChoice: true" if field.oneof else ""
    line = f'            JSONField("{json_name(field)}", {_kind(field)}{choice}, "{doc}"),'
    if len(line) <= 120:
        return [line]
    head = ["            JSONField(", f'                "{json_name(field)}", {_kind(field)}{choice},']
    if len(doc) <= 100:
        return [*head, f'                "{doc}"),']
    lines = textwrap.wrap(doc, 98)
    return [*head, '                """', *[f"                {line} \\" for line in lines[:-1]], f"                {lines[-1]}",
            '                """),']


def _label(field: Field) -> str:
    return "embedded: " if is_embedded(field) else "time: " if is_time(field) else ""


def _write(member: Field | Oneof) -> list[str]:
    if isinstance(member, Field):
        return [f'        out.put("{json_name(member)}", {_label(member)}{member.swift})']
    if member.is_presence:
        field = member.fields[0]
        return [f'        if let {field.swift} {{ out.put("{json_name(field)}", {_label(field)}{field.swift}) }}']
    out = [f"        switch {member.swift} {{", "        case nil: break"]
    out += [
        f'        case .{f.swift}(let value): out.put("{json_name(f)}", {_label(f)}value)' for f in member.fields
    ]
    return out + ["        }"]


def _read(member: Field | Oneof) -> list[str]:
    if isinstance(member, Field):
        return [f'        try reader.take("{json_name(member)}", {_label(member)}&{member.swift})']
    out = []
    for field in member.fields:
        choice = field.swift if member.is_presence else member.swift
        wrap = "$0" if member.is_presence else f".{field.swift}($0)"
        label = ", as: " if not _label(field) else ", " + _label(field)
        out += [f'        try reader.choose("{json_name(field)}"{label}{field.base}.self, &{choice}) {{ {wrap} }}']
    return out
