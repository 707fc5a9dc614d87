import LunaCore
import Tracing

/// Spans as an OTLP `ExportTraceServiceRequest` in JSON (OpenTelemetry Protocol 1.x, "JSON Protobuf Encoding"): ids are
/// hexadecimal, 64-bit numbers strings, enumerations numbers.
enum OTLPSpans {
    /// Which process the spans are from.
    struct Resource: Sendable {
        let service: String
        let version: String
        let instance: String
    }

    static func request(_ spans: [FinishedSpan], _ resource: Resource) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(256 + 640 * spans.count)
        body += "{\"resourceSpans\":[{\"resource\":{\"attributes\":".utf8
        attributes(
            [
                "service.name": "luna-\(resource.service)", "service.version": "\(resource.version)",
                "service.instance.id": "\(resource.instance)", "service.namespace": "luna",
            ], &body)
        body += "},\"scopeSpans\":[{\"scope\":{\"name\":\"luna\",\"version\":".utf8
        JSONText.append(resource.version, to: &body)
        body += "},\"spans\":[".utf8
        list(spans, &body, span)
        body += "]}]}]}".utf8
        return body
    }

    private static func span(_ span: FinishedSpan, _ body: inout [UInt8]) {
        body += "{\"traceId\":\"\(span.trace.traceID)\",\"spanId\":\"\(span.trace.spanID)\"".utf8
        if let parent = span.parent { body += ",\"parentSpanId\":\"\(parent.spanID)\"".utf8 }
        if let state = span.trace.state {
            body += ",\"traceState\":".utf8
            JSONText.append(state, to: &body)
        }
        body += ",\"name\":".utf8
        JSONText.append(span.name, to: &body)
        body += ",\"kind\":\(number(span.kind)),\"startTimeUnixNano\":\"\(span.start)\"".utf8
        body += ",\"endTimeUnixNano\":\"\(span.end)\",\"attributes\":".utf8
        attributes(span.attributes, &body)
        if !span.events.isEmpty {
            body += ",\"events\":[".utf8
            list(span.events, &body) { event, body in
                body += "{\"timeUnixNano\":\"\(event.time)\",\"name\":".utf8
                JSONText.append(event.name, to: &body)
                body += ",\"attributes\":".utf8
                attributes(event.attributes, &body)
                body.append(UInt8(ascii: "}"))
            }
            body.append(UInt8(ascii: "]"))
        }
        if !span.links.isEmpty {
            body += ",\"links\":[".utf8
            list(span.links, &body) { link, body in
                body += "{\"traceId\":\"\(link.trace.traceID)\",\"spanId\":\"\(link.trace.spanID)\"".utf8
                body += ",\"attributes\":".utf8
                attributes(link.attributes, &body)
                body.append(UInt8(ascii: "}"))
            }
            body.append(UInt8(ascii: "]"))
        }
        if span.status != .unset { body += ",\"status\":{\"code\":\(span.status.rawValue)}".utf8 }
        body.append(UInt8(ascii: "}"))
    }

    private static func number(_ kind: SpanKind) -> Int {
        switch kind {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        }
    }

    private static func attributes(_ attributes: SpanAttributes, _ body: inout [UInt8]) {
        body.append(UInt8(ascii: "["))
        var isFirst = true
        attributes.forEach { key, attribute in
            if !isFirst { body.append(UInt8(ascii: ",")) }
            isFirst = false
            body += "{\"key\":".utf8
            JSONText.append(key, to: &body)
            body += ",\"value\":".utf8
            value(attribute, &body)
            body.append(UInt8(ascii: "}"))
        }
        body.append(UInt8(ascii: "]"))
    }

    private static func value(_ attribute: SpanAttribute, _ body: inout [UInt8]) {
        switch attribute {
        case .string(let text): string(text, &body)
        case .bool(let flag): body += "{\"boolValue\":\(flag)}".utf8
        case .int32(let number): body += "{\"intValue\":\"\(number)\"}".utf8
        case .int64(let number): body += "{\"intValue\":\"\(number)\"}".utf8
        // JSON has no infinity; protobuf's JSON writes it as a string.
        case .double(let number):
            body += number.isFinite ? "{\"doubleValue\":\(number)}".utf8 : "{\"doubleValue\":\"NaN\"}".utf8
        case .stringConvertible(let value): string("\(value)", &body)
        case .stringArray(let values): array(values, &body, string)
        case .boolArray(let values): array(values, &body) { $1 += "{\"boolValue\":\($0)}".utf8 }
        case .int32Array(let values): array(values, &body) { $1 += "{\"intValue\":\"\($0)\"}".utf8 }
        case .int64Array(let values): array(values, &body) { $1 += "{\"intValue\":\"\($0)\"}".utf8 }
        case .doubleArray(let values): array(values, &body) { value(.double($0), &$1) }
        case .stringConvertibleArray(let values): array(values, &body) { string("\($0)", &$1) }
        default: string("", &body)
        }
    }

    private static func string(_ text: String, _ body: inout [UInt8]) {
        body += "{\"stringValue\":".utf8
        JSONText.append(text, to: &body)
        body.append(UInt8(ascii: "}"))
    }

    private static func array<Value>(
        _ values: [Value], _ body: inout [UInt8], _ write: (Value, inout [UInt8]) -> Void
    ) {
        body += "{\"arrayValue\":{\"values\":[".utf8
        list(values, &body, write)
        body += "]}}".utf8
    }

    private static func list<Value>(
        _ values: [Value], _ body: inout [UInt8], _ write: (Value, inout [UInt8]) -> Void
    ) {
        for (index, value) in values.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            write(value, &body)
        }
    }
}
