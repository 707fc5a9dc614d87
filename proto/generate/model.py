"""The contract as the emitters want it: read from a FileDescriptorSet with source information."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from google.protobuf.descriptor_pb2 import FieldDescriptorProto as F
from google.protobuf.descriptor_pb2 import FileDescriptorSet

SCALARS = {
    F.TYPE_DOUBLE: "Double", F.TYPE_FLOAT: "Float",
    F.TYPE_INT64: "Int64", F.TYPE_SINT64: "Int64", F.TYPE_SFIXED64: "Int64",
    F.TYPE_UINT64: "UInt64", F.TYPE_FIXED64: "UInt64",
    F.TYPE_INT32: "Int32", F.TYPE_SINT32: "Int32", F.TYPE_SFIXED32: "Int32",
    F.TYPE_UINT32: "UInt32", F.TYPE_FIXED32: "UInt32",
    F.TYPE_BOOL: "Bool", F.TYPE_STRING: "String", F.TYPE_BYTES: "[UInt8]",
}

SWIFT_KEYWORDS = set(["associatedtype", "class", "deinit", "enum", "extension", "fileprivate", "func", "import", "init", "inout", "internal", "let", "open", "operator", "private", "precedencegroup", "protocol", "public", "rethrows", "static", "struct", "subscript", "typealias", "var", "break", "case", "catch", "continue", "default", "defer", "do", "else", "fallthrough", "for", "guard", "if", "in", "repeat", "return", "throw", "switch", "where", "while", "Any", "as", "await", "catch", "false", "is", "nil", "self", "Self", "super", "throws", "true", "try"])

# What protoc-c appends an underscore to, as far as it is a word somebody may use as a field name.
C_KEYWORDS = set(["and", "asm", "auto", "bool", "break", "case", "catch", "char", "class", "const", "continue", "default", "delete", "do", "double", "else", "enum", "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new", "not", "operator", "or", "private", "protected", "public", "register", "return", "short", "signed", "sizeof", "static", "struct", "switch", "template", "this", "throw", "true", "try", "typedef", "typeid", "typename", "union", "unsigned", "using", "virtual", "void", "volatile", "while", "xor"])


@dataclass
class Field:
    """One field; a map is a repeated field with `key` and `value`."""

    name: str
    number: int
    type: int
    type_name: str
    repeated: bool
    doc: str
    oneof: str | None = None
    key: Field | None = None
    value: Field | None = None

    @property
    def swift(self) -> str:
        return escape(lower_camel(self.name))

    @property
    def c(self) -> str:
        low = self.name.lower()
        return low + "_" if low in C_KEYWORDS else low

    @property
    def is_message(self) -> bool:
        return self.type == F.TYPE_MESSAGE

    @property
    def is_enum(self) -> bool:
        return self.type == F.TYPE_ENUM

    @property
    def base(self) -> str:
        """The Swift type of one element."""
        if self.is_message or self.is_enum:
            return short(self.type_name)
        return SCALARS[self.type]

    @property
    def swift_type(self) -> str:
        if self.key:
            return f"[{self.key.base}: {self.value.base}]"
        if self.repeated:
            return f"[{self.base}]"
        return self.base + "?" if self.is_message or self.oneof else self.base

    @property
    def default(self) -> str:
        if self.key:
            return "[:]"
        if self.repeated:
            return "[]"
        if self.is_message or self.oneof:
            return "nil"
        if self.is_enum:
            return ".unspecified"
        return {"String": '""', "Bool": "false", "[UInt8]": "[]"}.get(self.base, "0")


@dataclass
class Oneof:
    """A choice; with a single member it is the idiom for an optional scalar."""

    name: str
    doc: str
    fields: list[Field] = dataclass_field(default_factory=list)

    @property
    def is_presence(self) -> bool:
        return len(self.fields) == 1

    @property
    def swift(self) -> str:
        return self.fields[0].swift if self.is_presence else escape(lower_camel(self.name))

    @property
    def swift_enum(self) -> str:
        return upper_camel(self.name)


@dataclass
class Message:
    name: str
    full_name: str
    doc: str
    members: list[Field | Oneof]  # in order of declaration; a oneof stands where its first field stands

    @property
    def c(self) -> str:
        return "".join(part[0].upper() + part[1:] + "__" for part in self.full_name.split("."))[:-2]

    @property
    def c_lower(self) -> str:
        return "__".join(c_lower(part) for part in self.full_name.split("."))

    @property
    def fields(self) -> list[Field]:
        return [f for m in self.members for f in (m.fields if isinstance(m, Oneof) else [m])]


@dataclass
class Enum:
    name: str
    full_name: str
    doc: str
    cases: list[tuple[str, int, str]]  # Swift name, number, comment


@dataclass
class Method:
    name: str
    request: str
    reply: str
    doc: str

    @property
    def swift(self) -> str:
        return escape(self.wire)

    @property
    def wire(self) -> str:
        return self.name[0].lower() + self.name[1:]


@dataclass
class Service:
    name: str
    doc: str
    methods: list[Method]

    @property
    def wire(self) -> str:
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", self.name).lower()


@dataclass
class File:
    path: str   # luna/v1/common.proto
    doc: str
    messages: list[Message]
    enums: list[Enum]
    services: list[Service]

    @property
    def stem(self) -> str:
        return self.path.rsplit("/", 1)[-1].removesuffix(".proto")


def short(full_name: str) -> str:
    return full_name.rsplit(".", 1)[-1]


def lower_camel(snake: str) -> str:
    head, *rest = snake.lower().split("_")
    return head + "".join(part.capitalize() for part in rest)


def upper_camel(snake: str) -> str:
    return "".join(part.capitalize() for part in snake.lower().split("_"))


def escape(name: str) -> str:
    return f"`{name}`" if name in SWIFT_KEYWORDS else name


def c_lower(camel: str) -> str:
    """protoc-c's own way from CamelCase to its function names."""
    out, was_upper = "", True
    for letter in camel:
        if letter.isupper() and not was_upper:
            out += "_"
        out += letter.lower()
        was_upper = letter.isupper()
    return out


def load(data: bytes) -> list[File]:
    """Reads a descriptor set made with --include_source_info; refuses what the emitters cannot express."""
    descriptors = FileDescriptorSet.FromString(data)
    files = [_file(f) for f in sorted(descriptors.file, key=lambda f: f.name)]
    seen: dict[str, str] = {}
    for file in files:
        for item in [*file.messages, *file.enums]:
            if item.name in seen:
                raise SystemExit(f"{file.path}: {item.name} is already declared in {seen[item.name]}")
            seen[item.name] = file.path
    return files


def _file(file) -> File:
    docs = {tuple(place.path): _comment(place) for place in file.source_code_info.location}
    syntax = next((place for place in file.source_code_info.location if list(place.path) == [12]), None)
    if file.syntax != "proto3":
        raise SystemExit(f"{file.name}: only proto3")
    messages = [_message(file, m, (4, i), docs) for i, m in enumerate(file.message_type)]
    enums = [_enum(file, e, (5, i), docs) for i, e in enumerate(file.enum_type)]
    services = []
    for i, service in enumerate(file.service):
        methods = [
            Method(m.name, short(m.input_type), short(m.output_type), docs.get((6, i, 2, j), ""))
            for j, m in enumerate(service.method)
        ]
        services.append(Service(service.name, docs.get((6, i), ""), methods))
    return File(file.name, _comment(syntax) if syntax else "", messages, enums, services)


def _message(file, message, path, docs) -> Message:
    maps = {}
    for nested in message.nested_type:
        if not nested.options.map_entry:
            raise SystemExit(f"{file.name}: {message.name}.{nested.name}: nested messages are not supported")
        maps[f".{file.package}.{message.name}.{nested.name}"] = nested
    if message.enum_type:
        raise SystemExit(f"{file.name}: {message.name}: nested enums are not supported")
    oneofs = [Oneof(o.name, docs.get((*path, 8, i), "")) for i, o in enumerate(message.oneof_decl)]
    members: list[Field | Oneof] = []
    for i, proto in enumerate(message.field):
        field = _field(proto, docs.get((*path, 2, i), ""))
        if proto.type_name in maps:
            entry = maps[proto.type_name]
            field.key, field.value = (_field(f, "") for f in entry.field)
            if field.key.base == "Bool":
                raise SystemExit(f"{file.name}: {message.name}.{field.name}: a map with Bool keys is not supported")
        if proto.HasField("oneof_index"):
            oneof = oneofs[proto.oneof_index]
            field.oneof = oneof.name
            oneof.fields.append(field)
            if oneof not in members:
                members.append(oneof)
        else:
            members.append(field)
    return Message(message.name, f"{file.package}.{message.name}", docs.get(path, ""), members)


def _field(proto, doc: str) -> Field:
    if proto.type == F.TYPE_GROUP:
        raise SystemExit(f"{proto.name}: groups are not supported")
    return Field(proto.name, proto.number, proto.type, proto.type_name, proto.label == F.LABEL_REPEATED, doc)


def _enum(file, enum, path, docs) -> Enum:
    prefix = c_lower(enum.name).upper() + "_"
    cases = []
    for i, value in enumerate(enum.value):
        if not value.name.startswith(prefix):
            raise SystemExit(f"{file.name}: {value.name} must start with {prefix}")
        cases.append((escape(lower_camel(value.name.removeprefix(prefix))), value.number, docs.get((*path, 2, i), "")))
    if cases[0][:2] != ("unspecified", 0):
        raise SystemExit(f"{file.name}: the first value of {enum.name} must be {prefix}UNSPECIFIED = 0")
    return Enum(enum.name, f"{file.package}.{enum.name}", docs.get(path, ""), cases)


def _comment(location) -> str:
    text = location.leading_comments or location.trailing_comments
    return "\n".join(line.strip() for line in text.strip().splitlines())
