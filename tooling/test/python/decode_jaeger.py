"""Reads Jaeger's Thrift batches, one a line in base64, with Apache Thrift's binary protocol.

The first argument is the folder with the classes that Thrift's compiler made. Answers each batch
with one line of JSON; 64-bit figures are texts, since JSON's readers round them.
"""

import base64
import json
import sys

sys.path.insert(0, sys.argv[1])

from jaeger.ttypes import Batch, SpanRefType, TagType  # noqa: E402
from thrift.protocol.TBinaryProtocol import TBinaryProtocol  # noqa: E402
from thrift.transport.TTransport import TMemoryBuffer  # noqa: E402


def tag_value(tag):
    """The one field that the type of the tag names; it must be there, and no other."""
    fields = {
        TagType.STRING: ("string", tag.vStr),
        TagType.DOUBLE: ("double", tag.vDouble),
        TagType.BOOL: ("bool", tag.vBool),
        TagType.LONG: ("int", tag.vLong),
        TagType.BINARY: ("bytes", tag.vBinary),
    }
    if tag.vType not in fields:
        raise ValueError(f"the tag {tag.key!r} is of the unknown type {tag.vType}")
    name, value = fields.pop(tag.vType)
    if value is None:
        raise ValueError(f"the tag {tag.key!r} has no {name}")
    others = [other for other, given in fields.values() if given is not None]
    if others:
        raise ValueError(f"the tag {tag.key!r} is a {name} and has {others}, too")
    if name == "int":
        return {name: str(value)}
    if name == "double":
        return {name: repr(value)}
    if name == "bytes":
        return {name: value.hex()}
    return {name: value}


def tags(found):
    return [[tag.key, tag_value(tag)] for tag in found or []]


def hexadecimal(number):
    return f"{number & 0xFFFF_FFFF_FFFF_FFFF:016x}"


def trace_id(found):
    return hexadecimal(found.traceIdHigh) + hexadecimal(found.traceIdLow)


def reference(found):
    return {
        "type": SpanRefType._VALUES_TO_NAMES[found.refType],
        "traceId": trace_id(found),
        "spanId": hexadecimal(found.spanId),
    }


def span(found):
    return {
        "traceId": trace_id(found),
        "spanId": hexadecimal(found.spanId),
        "parentSpanId": hexadecimal(found.parentSpanId) if found.parentSpanId else "",
        "name": found.operationName,
        "references": [reference(r) for r in found.references or []],
        "flags": found.flags,
        "startMicros": str(found.startTime),
        "durationMicros": str(found.duration),
        "tags": tags(found.tags),
        "logs": [
            {"micros": str(log.timestamp), "fields": tags(log.fields)} for log in found.logs or []
        ],
    }


def read(line):
    data = base64.b64decode(line)
    transport = TMemoryBuffer(data)
    batch = Batch()
    batch.read(TBinaryProtocol(transport))
    batch.validate()
    batch.process.validate()
    for found in batch.spans:
        found.validate()
        for part in (found.references or []) + (found.tags or []) + (found.logs or []):
            part.validate()
    rest = len(data) - transport._buffer.tell()
    if rest > 0:
        raise ValueError(f"{rest} bytes follow the batch")
    return {
        "service": batch.process.serviceName,
        "processTags": tags(batch.process.tags),
        "spans": [span(found) for found in batch.spans],
    }


for line in sys.stdin:
    try:
        print(json.dumps({"read": read(line)}))
    except Exception as error:
        print(json.dumps({"refused": f"{type(error).__name__}: {error}"}))
