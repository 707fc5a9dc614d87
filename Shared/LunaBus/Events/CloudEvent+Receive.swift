import LunaCore

/// The event in a message, whatever the sender's habits: binary mode, structured mode, structured without a header.
///
/// - Throws: `LunaError` (validation) `event.batch_refused`, `event.format_unsupported`, `event.invalid`: the message
///   belongs into
///   the dead letters with that reason.
public func receiveEvent(_ message: BusMessage) throws -> CloudEvent {
    if let type = message.headers[BusHeader.contentType]?.lowercased(), type.hasPrefix("application/cloudevents") {
        if type.hasPrefix("application/cloudevents-batch") {
            throw LunaError(
                "event.batch_refused", .validation,
                "The NATS binding of CloudEvents has no batches: send one event a message.")
        }
        guard type.hasPrefix("application/cloudevents+json") else {
            throw LunaError(
                "event.format_unsupported", .validation,
                "Structured events are taken as application/cloudevents+json, not '\(type.prefix(64))'.")
        }
        return try CloudEvent(structured: message.body)
    }
    if message.headers["ce-specversion"] != nil { return try CloudEvent(binary: message) }
    if let value = try? JSONParser.parse(message.body), case .object = value,
        ["specversion", "id", "source", "type"].allSatisfy({ value[$0] != nil })
    {
        return try CloudEvent(structured: value)
    }
    throw LunaError(
        "event.invalid", .validation,
        "Not a CloudEvent: neither ce- headers nor a JSON body with specversion, id, source and type."
    )
}

extension CloudEvent {
    init(binary message: BusMessage) throws {
        var attributes: [String: String] = [:]
        for field in message.headers {
            let name = field.name.lowercased()
            guard name.hasPrefix("ce-") else { continue }
            guard let value = PercentCoding.decode(field.value) else {
                throw LunaError(
                    "event.invalid", .validation,
                    "The header \(field.name.prefix(64)) is not UTF-8 once percent-decoded.",
                    details: ["header": String(field.name.prefix(64))])
            }
            let attribute = String(name.dropFirst(3))
            if attributes[attribute] == nil { attributes[attribute] = value }
        }
        // Some senders leave the prefix out, as the HTTP binding has it.
        if attributes["datacontenttype"] == nil {
            attributes["datacontenttype"] = message.headers[BusHeader.contentType]
        }
        try self.init(attributes: attributes, data: message.body)
    }

    init(structured body: [UInt8]) throws {
        let value: JSONValue
        do {
            value = try JSONParser.parse(body)
        } catch {
            throw LunaError(
                "event.invalid", .validation, "The structured event is not JSON: \(LunaError.wrapping(error).message)")
        }
        try self.init(structured: value)
    }

    init(structured value: JSONValue) throws {
        guard let object = value.objectValue else {
            throw LunaError("event.invalid", .validation, "A structured event is a JSON object.")
        }
        var attributes: [String: String] = [:]
        for (name, value) in object where name != "data" && name != "data_base64" {
            switch value {
            case .string(let text): attributes[name] = text
            case .bool(let flag): attributes[name] = flag ? "true" : "false"
            case .number(let number) where number.isInteger: attributes[name] = String(describing: number)
            case .null: break
            default:
                throw LunaError(
                    "event.invalid", .validation,
                    "The attribute '\(name.prefix(64))' must be text, an integer or a boolean.")
            }
        }
        var data: [UInt8] = []
        if let encoded = object["data_base64"], !encoded.isNull {
            guard object["data"] == nil, let text = encoded.stringValue, let decoded = Base64.decode(text) else {
                throw LunaError(
                    "event.invalid", .validation, "data_base64 must be base64 text and stand alone, without data.")
            }
            data = decoded
        } else if let value = object["data"] {
            let type = attributes["datacontenttype"]?.lowercased()
            // Text in a type that is not JSON stands for itself (JSON format 1.0, section 3.1).
            if let text = value.stringValue, let type, !type.hasSuffix("json"), !type.contains("json;") {
                data = Array(text.utf8)
            } else {
                data = value.serialized()
                if type == nil { attributes["datacontenttype"] = "application/json" }
            }
        }
        try self.init(attributes: attributes, data: data)
    }

    /// Unknown names that are no attribute names at all are left out: a sender's own headers may begin with `ce-`.
    private init(attributes: [String: String], data: [UInt8]) throws {
        func required(_ name: String) throws -> String {
            guard let value = attributes[name], !value.isEmpty else {
                throw LunaError(
                    "event.invalid", .validation, "The event lacks the attribute '\(name)'.",
                    details: ["attribute": name])
            }
            return value
        }
        let version = try required("specversion")
        guard version == "1.0" || version.hasPrefix("1.") else {
            throw LunaError(
                "event.invalid", .validation, "CloudEvents version '\(version.prefix(16))' is not known; use 1.0.")
        }
        self.init(
            id: try required("id"), source: try required("source"), type: try required("type"), specVersion: version,
            subject: attributes["subject"], time: attributes["time"], dataContentType: attributes["datacontenttype"],
            dataSchema: attributes["dataschema"],
            extensions: attributes.filter { !Self.contextAttributes.contains($0.key) && Self.isAttributeName($0.key) },
            data: data)
    }
}

/// Base64 with the standard alphabet and padding (RFC 4648 §4).
enum Base64 {
    static func decode(_ text: String) -> [UInt8]? {
        let bytes = Array(text.utf8)
        guard bytes.count % 4 == 0 else { return nil }
        let padding = bytes.suffix(2).reduce(0) { $0 + ($1 == UInt8(ascii: "=") ? 1 : 0) }
        if padding == 1, bytes.last != UInt8(ascii: "=") { return nil }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count / 4 * 3)
        var group: UInt32 = 0
        for (index, byte) in bytes.dropLast(padding).enumerated() {
            guard let value = value(byte) else { return nil }
            group = group << 6 | UInt32(value)
            if index % 4 == 3 {
                out.append(UInt8(truncatingIfNeeded: group >> 16))
                out.append(UInt8(truncatingIfNeeded: group >> 8))
                out.append(UInt8(truncatingIfNeeded: group))
                group = 0
            }
        }
        if padding == 2 { out.append(UInt8(truncatingIfNeeded: group >> 4)) }
        if padding == 1 {
            out.append(UInt8(truncatingIfNeeded: group >> 10))
            out.append(UInt8(truncatingIfNeeded: group >> 2))
        }
        return out
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
