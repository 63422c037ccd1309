"""Reads ExportTraceServiceRequest messages, one a line in base64, with OpenTelemetry's own classes.

With the argument `json` they are in OTLP's JSON form instead, which is that of protobuf but for ids
in hexadecimal. Answers each with one line of JSON. 64-bit figures are texts, since JSON's readers round them.
A message, or an attribute list, that breaks a rule of OTLP is refused with a sentence.
"""

import base64
import json
import sys

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def value(any_value):
    which = any_value.WhichOneof("value")
    if which is None:
        return {"empty": True}
    if which == "array_value":
        return {"array": [value(v) for v in any_value.array_value.values]}
    if which == "kvlist_value":
        return {"map": attributes(any_value.kvlist_value.values)}
    if which == "int_value":
        return {"int": str(any_value.int_value)}
    if which == "double_value":
        return {"double": repr(any_value.double_value)}
    if which == "bytes_value":
        return {"bytes": any_value.bytes_value.hex()}
    if which == "bool_value":
        return {"bool": any_value.bool_value}
    return {"string": any_value.string_value}


def attributes(pairs):
    found = {}
    for pair in pairs:
        if pair.key in found:
            raise ValueError(f"the attribute {pair.key!r} comes twice")
        if pair.key == "":
            raise ValueError("an attribute has no key")
        found[pair.key] = value(pair.value)
    return found


def identifier(data, size, what):
    if len(data) != size or data == bytes(size):
        raise ValueError(f"{what} is {data.hex()!r}, expected {size} bytes that are not all zero")
    return data.hex()


def refuse_unknown(message):
    """A field that the definition does not have would be skipped by every reader."""
    # With protobuf 4 and later, a message gives its unknown fields through a class beside it.
    try:
        from google.protobuf.unknown_fields import UnknownFieldSet

        unknown = UnknownFieldSet(message)
    except ImportError:
        unknown = message.UnknownFields()
    if len(unknown) > 0:
        raise ValueError(f"{message.DESCRIPTOR.full_name} has unknown fields")
    for field, content in message.ListFields():
        if field.message_type is None:
            continue
        single = hasattr(content, "ListFields")
        for inner in [content] if single else content:
            refuse_unknown(inner)


def event(e):
    return {
        "name": e.name,
        "nanos": str(e.time_unix_nano),
        "attributes": attributes(e.attributes),
        "droppedAttributes": e.dropped_attributes_count,
    }


def link(found):
    return {
        "traceId": identifier(found.trace_id, 16, "the trace id of a link"),
        "spanId": identifier(found.span_id, 8, "the span id of a link"),
        "traceState": found.trace_state,
        "flags": found.flags,
        "attributes": attributes(found.attributes),
        "droppedAttributes": found.dropped_attributes_count,
    }


def span(s, resource, scope):
    return {
        "traceId": identifier(s.trace_id, 16, "a trace id"),
        "spanId": identifier(s.span_id, 8, "a span id"),
        "parentSpanId": identifier(s.parent_span_id, 8, "a parent's id") if s.parent_span_id else "",
        "traceState": s.trace_state,
        "flags": s.flags,
        "name": s.name,
        "kind": s.kind,
        "startNanos": str(s.start_time_unix_nano),
        "endNanos": str(s.end_time_unix_nano),
        "attributes": attributes(s.attributes),
        "droppedAttributes": s.dropped_attributes_count,
        "events": [event(e) for e in s.events],
        "droppedEvents": s.dropped_events_count,
        "links": [link(l) for l in s.links],
        "droppedLinks": s.dropped_links_count,
        "status": {"code": s.status.code, "message": s.status.message},
        "resource": attributes(resource.attributes),
        "scope": {"name": scope.name, "version": scope.version},
    }


def with_base64_ids(found):
    """Protobuf's JSON has bytes in base64, and its reader is strict about names and types."""
    if isinstance(found, list):
        return [with_base64_ids(f) for f in found]
    if not isinstance(found, dict):
        return found
    return {
        key: base64.b64encode(bytes.fromhex(inner)).decode()
        if key in ("traceId", "spanId", "parentSpanId")
        else with_base64_ids(inner)
        for key, inner in found.items()
    }


def parsed(data):
    if sys.argv[1:] != ["json"]:
        return ExportTraceServiceRequest.FromString(data)
    found = with_base64_ids(json.loads(data.decode("utf-8", "strict")))
    return json_format.ParseDict(found, ExportTraceServiceRequest())


def read(line):
    request = parsed(base64.b64decode(line))
    refuse_unknown(request)
    return [
        span(s, of_resource.resource, of_scope.scope)
        for of_resource in request.resource_spans
        for of_scope in of_resource.scope_spans
        for s in of_scope.spans
    ]


for line in sys.stdin:
    try:
        print(json.dumps({"read": read(line)}))
    except Exception as error:
        print(json.dumps({"refused": f"{type(error).__name__}: {error}"}))
