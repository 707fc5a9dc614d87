"""The other side of InteropTests: Python's protobuf reads our messages and writes its own.

usage: interop.py DESCRIPTOR_SET < requests > replies

A request is a line `<full name> <hex of the encoding>`. The reply is a line of four parts, separated by tabs: the full
name, the hex of Python's encoding, and the fields as `path=value` lines (see WireDump.swift) joined by spaces. For
every message a second reply follows, for a message that Python filled by itself.
"""

import random
import struct
import sys
from pathlib import Path

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.descriptor import FieldDescriptor as F


def camel(snake):
    head, *rest = snake.split("_")
    return head + "".join(part.capitalize() for part in rest)


def scalar(field, value):
    if field.type == F.TYPE_STRING:
        return value.encode().hex()
    if field.type == F.TYPE_BYTES:
        return value.hex()
    if field.type == F.TYPE_DOUBLE:
        return str(struct.unpack("<Q", struct.pack("<d", value))[0])
    return str(int(value))


def is_map(field):
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def dump(message, prefix=""):
    for field, value in message.ListFields():
        path = prefix + camel(field.name)
        if is_map(field):
            key_field, value_field = field.message_type.fields_by_name["key"], field.message_type.fields_by_name["value"]
            for key, item in value.items():
                yield f"{path}[{scalar(key_field, key)}]={scalar(value_field, item)}"
        elif field.is_repeated:
            for index, item in enumerate(value):
                yield f"{path}[{index}]"
                if field.type == F.TYPE_MESSAGE:
                    yield f"{path}[{index}]{{}}"
                    yield from dump(item, f"{path}[{index}].")
                else:
                    text = scalar(field, item)
                    if text not in ("", "0"):
                        yield f"{path}[{index}]={text}"
        elif field.type == F.TYPE_MESSAGE:
            yield path + "{}"
            yield from dump(value, path + ".")
        else:
            yield f"{path}={scalar(field, value)}"


def number(field, source):
    bits = 32 if field.cpp_type in (F.CPPTYPE_INT32, F.CPPTYPE_UINT32) else 64
    unsigned = field.cpp_type in (F.CPPTYPE_UINT32, F.CPPTYPE_UINT64)
    low, high = (0, 2**bits - 1) if unsigned else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    return source.choice([0, 1, low, high, source.randint(low, high)])


def value_for(field, source):
    if field.type == F.TYPE_STRING:
        return "".join(source.choice("aZ0.\näß漢😀\U0010ffff") for _ in range(source.randint(0, 9)))
    if field.type == F.TYPE_BYTES:
        return source.randbytes(source.randint(0, 9))
    if field.type == F.TYPE_BOOL:
        return source.random() < 0.5
    if field.type == F.TYPE_DOUBLE:
        return source.choice([0.0, 1.5, -2.25, 1e300])
    if field.type == F.TYPE_ENUM:
        return source.choice([*[v.number for v in field.enum_type.values], 77, -3])
    return number(field, source)


def fill(message, source):
    for field in message.DESCRIPTOR.fields:
        if source.random() < 0.2:
            continue
        if is_map(field):
            for _ in range(source.randint(0, 3)):
                key = value_for(field.message_type.fields_by_name["key"], source)
                getattr(message, field.name)[key] = value_for(field.message_type.fields_by_name["value"], source)
        elif field.is_repeated:
            for _ in range(source.randint(0, 3)):
                if field.type == F.TYPE_MESSAGE:
                    fill(getattr(message, field.name).add(), source)
                else:
                    getattr(message, field.name).append(value_for(field, source))
        elif field.type == F.TYPE_MESSAGE:
            getattr(message, field.name).SetInParent()
            fill(getattr(message, field.name), source)
        else:
            setattr(message, field.name, value_for(field, source))
    return message


def reply(message):
    encoded = message.SerializeToString(deterministic=True).hex()
    print(message.DESCRIPTOR.full_name, encoded, " ".join(sorted(dump(message))), sep="\t")


def main():
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(Path(sys.argv[1]).read_bytes()).file:
        pool.Add(file)
    source = random.Random(20)
    for line in sys.stdin:
        name, _, encoded = line.rstrip("\n").partition(" ")
        make = message_factory.GetMessageClass(pool.FindMessageTypeByName(name))
        reply(make.FromString(bytes.fromhex(encoded)))
        reply(fill(make(), source))


main()
