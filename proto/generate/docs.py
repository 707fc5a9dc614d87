"""Emits docs/api/contract.md: the whole contract for somebody who writes a client in any language."""

from __future__ import annotations

from model import SCALARS, Enum, Field, File, Message, Oneof
from swift_messages import field_doc, sentence

INTRO = """# The contract

Generated from `proto/luna/v1` by `make proto`. Do not edit.

Every message on the bus is one of those below, encoded as Protocol Buffers (proto3). Any language with a protobuf
library can take part: compile `proto/luna/v1/*.proto`, connect to NATS, and send.

- **Request and reply.** Send the encoded request to the subject of the method and get the encoded reply. When the
  answer has the header `Nats-Service-Error`, its body is an encoded `ErrorInfo` instead.
- **Text** is UTF-8 without NUL characters. A message with any other text is refused with `message.malformed`.
- **Limits**: 8 MiB, 32 levels of nesting, 250,000 elements, 1,000,000 fields; beyond, `message.too-large`. NATS itself
  takes 1 MiB at a time unless its server is told otherwise.
- **Newer senders**: fields that a receiver does not know are ignored; enum values that it does not know are kept.
- **Times** are Unix nanoseconds, 0 = unset. **Durations** carry their unit in the name.
"""

PROTO_TYPES = {"Double": "double", "Float": "float", "Int64": "int64", "UInt64": "uint64", "Int32": "int32",
               "UInt32": "uint32", "Bool": "bool", "String": "string", "[UInt8]": "bytes"}


def emit(files: list[File]) -> str:
    out = [INTRO, "## Methods", ""]
    for file in files:
        for service in file.services:
            out += [f"### {service.wire}", ""]
            if file.doc:
                out += [file.doc.replace("\n", " "), ""]
            out += ["| subject | request | reply | what it does |", "| --- | --- | --- | --- |"]
            for m in service.methods:
                subject = f"`luna.rpc.{service.wire}.{m.wire}`"
                text = cell(sentence(m.doc)) if m.doc else ""
                out += [f"| {subject} | {link(m.request)} | {link(m.reply)} | {text} |"]
            out += [""]
    out += ["## Messages", ""]
    for file in files:
        out += [f"From `{file.path}`.", ""]
        for message in file.messages:
            out += _message(message)
        for enum in file.enums:
            out += _enum(enum)
    return "\n".join(out).rstrip() + "\n"


def cell(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|").replace("<", "&lt;")


def link(name: str) -> str:
    return f"[{name}](#{name.lower()})"


def _message(message: Message) -> list[str]:
    out = [f"### {message.name}", ""]
    if message.doc:
        out += [cell(message.doc), ""]
    if not message.members:
        return out + ["No fields.", ""]
    out += ["| field | number | type | meaning |", "| --- | --- | --- | --- |"]
    for member in message.members:
        for field in member.fields if isinstance(member, Oneof) else [member]:
            choice = f"one of `{member.name}`; " if isinstance(member, Oneof) and not member.is_presence else ""
            out += [f"| `{field.name}` | {field.number} | {_type(field)} | {choice}{cell(field_doc(field))} |"]
    return out + [""]


def _type(field: Field) -> str:
    if field.key:
        return f"map of {_base(field.key)} to {_base(field.value)}"
    return ("repeated " if field.repeated else "") + _base(field)


def _base(field: Field) -> str:
    return link(field.base) if field.type not in SCALARS else PROTO_TYPES[field.base]


def _enum(enum: Enum) -> list[str]:
    out = [f"### {enum.name}", ""]
    if enum.doc:
        out += [cell(enum.doc), ""]
    out += ["| value | number | meaning |", "| --- | --- | --- |"]
    for name, number, doc in enum.cases:
        name = name.strip("`")
        out += [f"| {name} | {number} | {cell(sentence(doc)) if doc else ''} |"]
    return out + [""]
