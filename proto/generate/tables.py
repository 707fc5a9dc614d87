"""Emits what spans all files: the C umbrella header, the table of messages and the random values of the tests."""

from __future__ import annotations

from model import File, Oneof

BANNER = "// Generated from proto/ by `make proto`. Do not edit."


def c_header(files: list[File]) -> str:
    out = [
        BANNER, "#pragma once", "", '#include "LunaArena.h"',
        *[f'#include "{f.path.removesuffix(".proto")}.pb-c.h"' for f in files],
        "",
        "// Swift 6 refuses to take the address of a C global: functions hand out the descriptors.",
    ]
    for file in files:
        for message in file.messages:
            names = [message.c_lower]
            names += [f"{message.c_lower}__{f.c}_entry" for f in message.fields if f.key]
            for name in names:
                out += [
                    f"static inline const ProtobufCMessageDescriptor *{name}__descriptor_pointer(void) {{",
                    f"    return &{name}__descriptor;",
                    "}",
                ]
    return "\n".join(out) + "\n"


def contract(files: list[File]) -> str:
    out = [
        BANNER, "",
        "/// Everything that the contract declares, for tools and tests that go through all of it.",
        "public enum LunaContract {",
        "    /// Every message type, by file and in the order of the contract.",
        "    public static let allMessageTypes: [any WireMessage.Type] = [",
        *[f"        {m.name}.self," for f in files for m in f.messages],
        "    ]",
        "",
        "    /// Every method of every service.",
        "    public static let allMethods: [RPCMethod] =",
        "        " + "\n        + ".join(f"{s.name}Methods.all" for f in files for s in f.services),
        "}",
    ]
    return "\n".join(out) + "\n"


def random_values(files: list[File]) -> str:
    out = [BANNER, "", "import LunaMessages", ""]
    for file in files:
        for message in file.messages:
            out += [
                f"extension {message.name}: RandomValue {{",
                f"    static func random(_ source: inout RandomSource) -> {message.name} {{",
            ]
            if message.members:
                out += [f"        var value = {message.name}()"]
                for member in message.members:
                    if isinstance(member, Oneof) and not member.is_presence:
                        out += [f"        switch source.upTo({len(member.fields)}) {{"]
                        for i, field in enumerate(member.fields):
                            out += [f"        case {i}: value.{member.swift} = .{field.swift}(.random(&source))"]
                        out += ["        default: break", "        }"]
                    else:
                        out += [f"        value.{member.swift} = .random(&source)"]
                out += ["        return value"]
            else:
                out += [f"        {message.name}()"]
            out += ["    }", "}", ""]
        for enum in file.enums:
            out += [f"extension {enum.name}: RandomEnum {{}}", ""]
    out += [
        "/// The same types as `LunaContract.allMessageTypes`, with random values.",
        "let allRandomMessageTypes: [any RandomMessage.Type] = [",
        *[f"    {m.name}.self," for f in files for m in f.messages],
        "]",
    ]
    return "\n".join(out) + "\n"
