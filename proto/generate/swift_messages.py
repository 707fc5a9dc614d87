"""Emits the Swift value types of one proto file and their bridge to the C structs of protoc-c."""

from __future__ import annotations

from model import Enum, Field, File, Message, Oneof

# The vocabulary of the contract: what a name means wherever the field has no comment of its own.
EXACT = {
    "tenant": "Owner of the project.", "project": "The project.", "execution": "Id of the execution.",
    "attempt": "The attempt, from 1.", "capability": "What an agent must be able to do, such as codegen.python.",
    "agent": "The agent, of the form name-vX.Y.Z.", "worker": "The instance of the agent.",
    "instance": "One process of an agent.", "files": "What was written.", "error": "What went wrong.",
    "actor": "Who caused it.", "reason": "For a person: why.", "title": "For a person: what it does.",
    "name": "In kebab-case.", "version": "Semantic version, or a number that grows.",
    "content": "The bytes themselves.",
    "size": "Bytes.", "offset": "Bytes from the start.", "concurrency": "How many tasks it works on at a time.",
    "in_flight": "How many tasks it is working on.", "kind": "Kind of the task, such as python.rest.routes.",
    "media_type": "Media type of the content.", "upload": "Names the upload; from its ticket.",
    "executable": "Whether it may be run.", "depends_on": "Tasks that must succeed first.",
    "since": "Unix nanoseconds; 0 = unset.", "at": "Unix nanoseconds; 0 = unset.",
    "last_seen": "Unix nanoseconds; 0 = unset.", "next_cursor": "For the next request; empty = nothing left.",
    "cursor": "Opaque, from the reply before; empty = from the start.",
    "limit": "At most so many; 0 = the default of the service.",
    "last_sequence": "Sequence of the newest event.", "task_count": "How many tasks the graph has.",
    "after_sequence": "Only events after this one; 0 = from the start.",
    "after_position": "Only events after this position; empty = from the start.",
    "more": "There is more to read at once.", "finished": "The execution has ended: no more events will come.",
    "because_of": "Index of the task that failed.", "first_failed_task": "Index in the graph.",
    "include_gone": "Also agents without an instance.", "all_versions": "Also versions that were replaced.",
    "prefix": "Only paths that start so; empty = all.", "index": "Place in the graph, from 0.",
    "received": "Bytes of the upload that are there, in all chunks.", "component": "Name of a service or a server.",
    "waiting_for": "What will wake it: a task, a timer, an agent, a person.", "names": "Names of what it waits for.",
    "explanation": "For a person: a sentence.", "attempts": "Attempts of tasks.",
}
SUFFIXES = {
    "_at": "Unix nanoseconds; 0 = unset.", "_ms": "Milliseconds.", "_us": "Microseconds.", "_json": "JSON, UTF-8.",
    "_usd": "Millionths of a US dollar.", "sha256": "SHA-256, 64 lower-case hexadecimal digits.",
}


def doc_lines(text: str, indent: str = "") -> list[str]:
    return [f"{indent}/// {line}".rstrip() for line in text.splitlines()] if text else []


def field_doc(field: Field) -> str:
    if field.doc:
        return sentence(field.doc)
    if field.name in EXACT:
        return EXACT[field.name]
    if field.name in ("task", "tasks"):
        return "Index of the task in the graph." if field.base == "UInt32" else "By id."
    return next((text for suffix, text in SUFFIXES.items() if field.name.endswith(suffix)), "")


def sentence(text: str) -> str:
    """With a capital letter, unless the first word is a name (luna.v1, name-vX), and a full stop."""
    first = text.split()[0].rstrip(",;:")
    if first.isalpha() and first.islower():
        text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?…>" else text + "."


def emit(file: File, usage: dict[str, str]) -> str:
    out = [
        f"// Generated from {file.path} by `make proto`. Do not edit.",
        "",
        "internal import CProtobufC",
        "internal import LunaMessagesC",
        "",
    ]
    for enum in file.enums:
        out += _enum(enum)
    for message in file.messages:
        out += _message(message, usage)
        out += _bridge(message)
    return "\n".join(out).rstrip() + "\n"


def _enum(enum: Enum) -> list[str]:
    known = [name for name, _, _ in enum.cases]
    out = doc_lines(enum.doc or f"The values of `{enum.full_name}`.")
    out += [f"public enum {enum.name}: WireEnum {{"]
    for name, _, doc in enum.cases:
        text = sentence(doc) if doc else "Not said." if name == "unspecified" else ""
        out += doc_lines(text, "    ")
        out += [f"    case {name}"]
    out += [
        "    /// A value that this version of the contract does not know; kept as it came.",
        "    case unrecognized(Int32)",
        "",
        f"    public static let allCases: [{enum.name}] = [",
        *[f"        .{name}," for name in known],
        "    ]",
        "",
        "    public init(rawValue: Int32) {",
        "        switch rawValue {",
        *[f"        case {number}: self = .{name}" for name, number, _ in enum.cases],
        "        default: self = .unrecognized(rawValue)",
        "        }",
        "    }",
        "",
        "    public var rawValue: Int32 {",
        "        switch self {",
        *[f"        case .{name}: {number}" for name, number, _ in enum.cases],
        "        case .unrecognized(let value): value",
        "        }",
        "    }",
        "",
        "    public var name: String? {",
        "        switch self {",
        *[f'        case .{name}: "{_snake(name)}"' for name in known],
        "        case .unrecognized: nil",
        "        }",
        "    }",
        "}",
        "",
    ]
    return out


def _snake(camel: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in camel.strip("`"))


def _message(message: Message, usage: dict[str, str]) -> list[str]:
    out = doc_lines(message.doc or usage.get(message.name) or f"The message `{message.full_name}`.")
    out += [f"public struct {message.name}: WireMessage {{"]
    out += [f'    public static var fullName: String {{ "{message.full_name}" }}', ""]
    for oneof in (m for m in message.members if isinstance(m, Oneof) and not m.is_presence):
        out += doc_lines(oneof.doc or f"The choices of ``{message.name}/{oneof.swift}``.", "    ")
        out += [f"    public enum {oneof.swift_enum}: Sendable, Hashable {{"]
        for field in oneof.fields:
            out += doc_lines(field_doc(field), "        ")
            out += [f"        case {field.swift}({field.base})"]
        out += ["    }", ""]
    for member in message.members:
        out += doc_lines(_member_doc(member), "    ")
        out += [f"    public var {member.swift}: {_type(member)}"]
    if message.members:
        out += [""]
    parameters = [f"{m.swift}: {_type(m)} = {_default(m)}" for m in message.members]
    if parameters:
        out += ["    /// Every field that is not given has its default."]
        one_line = f"    public init({', '.join(parameters)}) {{"
        if len(one_line) <= 120:
            out += [one_line]
        else:
            out += ["    public init(", *[f"        {p}," for p in parameters[:-1]], f"        {parameters[-1]}"]
            out += ["    ) {"]
        out += [f"        self.{m.swift} = {m.swift}" for m in message.members]
        out += ["    }", ""]
        out += ["    public init() {"]
        out += [f"        self.{m.swift} = {_default(m)}" for m in message.members]
        out += ["    }", ""]
    else:
        out += ["    public init() {}", ""]
    out += [
        "    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {",
        "        self = try Self.decoded(bytes, limits: limits)",
        "    }",
        "",
        "    public func serialized() throws -> [UInt8] { try encoded() }",
        "}",
        "",
    ]
    return out


def _member_doc(member: Field | Oneof) -> str:
    if isinstance(member, Field):
        return field_doc(member)
    if member.is_presence:
        return field_doc(member.fields[0])
    return sentence(member.doc) if member.doc else "One of these, or nothing."


def _type(member: Field | Oneof) -> str:
    if isinstance(member, Field):
        return member.swift_type
    return member.fields[0].swift_type if member.is_presence else member.swift_enum + "?"


def _default(member: Field | Oneof) -> str:
    return member.default if isinstance(member, Field) else "nil"


def _bridge(message: Message) -> list[str]:
    out = [
        f"extension {message.name}: WireBridged {{",
        "    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {",
        f"        {message.c_lower}__descriptor_pointer()",
        "    }",
        "",
    ]
    if message.members:
        out += [f"    func fill(_ c: UnsafeMutablePointer<{message.c}>, in arena: Arena) throws {{"]
        for member in message.members:
            out += _fill_oneof(message, member) if isinstance(member, Oneof) else _fill(message, member)
        out += ["    }", "", f"    init(c: UnsafePointer<{message.c}>) {{", "        self.init()"]
        for member in message.members:
            out += _read_oneof(member) if isinstance(member, Oneof) else [f"        {member.swift} = {_read(member)}"]
        out += ["    }"]
    else:
        out += [
            f"    func fill(_ c: UnsafeMutablePointer<{message.c}>, in arena: Arena) throws {{}}",
            "",
            f"    init(c: UnsafePointer<{message.c}>) {{ self.init() }}",
        ]
    return out + ["}", ""]


def _to_c(message: Message, field: Field, value: str, label: str | None = None) -> str:
    if field.is_message:
        return f"try arena.message({value})"
    if field.is_enum:
        return f".init(rawValue: UInt32(bitPattern: {value}.rawValue))"
    match field.base:
        case "String":
            return f'try arena.string({value}, "{message.full_name}.{label or field.name}")'
        case "[UInt8]":
            return f"try arena.bytes({value})"
        case "Bool":
            return f"{value} ? 1 : 0"
    return value


def _from_c(field: Field, source: str) -> str:
    if field.is_message:
        return f"wireMessage({source})"
    if field.is_enum:
        return f"{field.base}(rawValue: Int32(bitPattern: {source}.rawValue))"
    match field.base:
        case "String":
            return f"wireString({source})"
        case "[UInt8]":
            return f"wireBytes({source})"
        case "Bool":
            return f"{source} != 0"
    return source


def _fill(message: Message, field: Field) -> list[str]:
    if field.key:
        return [
            f"        (c.pointee.{field.c}, c.pointee.n_{field.c}) = try arena.entries(",
            f"            {field.swift}, {message.c_lower}__{field.c}_entry__descriptor_pointer()",
            f"        ) {{ (entry: UnsafeMutablePointer<{message.c}__{upper_entry(field)}>, key, value) in",
            f"            entry.pointee.key = {_to_c(message, field.key, 'key', field.name)}",
            f"            entry.pointee.value = {_to_c(message, field.value, 'value', field.name)}",
            "        }",
        ]
    if field.repeated:
        pair = f"(c.pointee.{field.c}, c.pointee.n_{field.c})"
        if field.is_message:
            return [f"        {pair} = try arena.messages({field.swift})"]
        if field.base == "String":
            return [f"        {pair} = try arena.strings(",
                    f'            {field.swift}, "{message.full_name}.{field.name}")']
        return [f"        {pair} = try arena.array({field.swift}) {{ {_to_c(message, field, '$0')} }}"]
    return [f"        c.pointee.{field.c} = {_to_c(message, field, field.swift)}"]


def _fill_oneof(message: Message, oneof: Oneof) -> list[str]:
    if oneof.is_presence:
        field = oneof.fields[0]
        return [
            f"        if let {field.swift} {{",
            f"            c.pointee.{oneof.name}_case = .init(rawValue: {field.number})",
            f"            c.pointee.{field.c} = {_to_c(message, field, field.swift)}",
            "        }",
        ]
    out = [f"        switch {oneof.swift} {{", "        case nil: break"]
    for field in oneof.fields:
        out += [
            f"        case .{field.swift}(let value):",
            f"            c.pointee.{oneof.name}_case = .init(rawValue: {field.number})",
            f"            c.pointee.{field.c} = {_to_c(message, field, 'value')}",
        ]
    return out + ["        }"]


def _read(field: Field) -> str:
    if field.key:
        key, value = _from_c(field.key, "$0.pointee.key"), _from_c(field.value, "$0.pointee.value")
        if field.value.is_message:
            value += f" ?? {field.value.base}()"
        return (f"wireEntries(c.pointee.{field.c}, c.pointee.n_{field.c}) {{\n"
                f"            ({key}, {value})\n        }}")
    if field.repeated:
        if field.is_message:
            return f"wireMessages(c.pointee.{field.c}, c.pointee.n_{field.c})"
        return f"wireArray(c.pointee.{field.c}, c.pointee.n_{field.c}) {{ {_from_c(field, '$0')} }}"
    return _from_c(field, f"c.pointee.{field.c}")


def _read_oneof(oneof: Oneof) -> list[str]:
    if oneof.is_presence:
        field = oneof.fields[0]
        return [
            f"        if c.pointee.{oneof.name}_case.rawValue == {field.number} {{",
            f"            {field.swift} = {_from_c(field, f'c.pointee.{field.c}')}",
            "        }",
        ]
    out = [f"        switch c.pointee.{oneof.name}_case.rawValue {{"]
    for field in oneof.fields:
        value = _from_c(field, f"c.pointee.{field.c}")
        if field.is_message:
            value += f" ?? {field.base}()"
        out += [f"        case {field.number}: {oneof.swift} = .{field.swift}({value})"]
    return out + ["        default: break", "        }"]


def upper_entry(field: Field) -> str:
    """The message that protoc makes for a map's entries."""
    return "".join(p[:1].upper() + p[1:] for p in field.name.split("_")) + "Entry"
