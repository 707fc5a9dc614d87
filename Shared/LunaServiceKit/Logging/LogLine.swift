import Logging
import LunaCore
import LunaPrivacy

/// Turns a record into one line. Lines are bounded whatever a caller passes: a log must not become a memory problem.
enum LogLine {
    /// Most bytes of a message.
    static let messageLimit = 16 << 10
    /// Most bytes of one metadata value.
    static let valueLimit = 4 << 10
    /// Most bytes of all metadata of one line.
    static let metadataLimit = 32 << 10
    /// How deep metadata may be nested.
    static let depthLimit = 6

    static func json(_ record: LogRecord, _ pipeline: LogPipeline) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(384)
        line += Array("{\"ts\":\"".utf8)
        line += Array(CivilTime.rfc3339(unixNanoseconds: record.microseconds * 1000, digits: 6).utf8)
        line += Array("\",\"level\":\"".utf8)
        line += Array(record.level.rawValue.utf8)
        line.append(quote)
        var metadata = record.metadata
        member("service", pipeline.service, &line)
        member("instance", pipeline.instance, &line)
        member("logger", record.logger, &line)
        member("msg", message(record, pipeline), &line)
        for (name, value) in identity(record, &metadata) {
            member(name, pipeline.redactor.redact(value, key: name).text, &line)
        }
        if !metadata.isEmpty {
            line += Array(",\"metadata\":".utf8)
            object(metadata, &line, limit: line.count + metadataLimit, depth: 0, pipeline.redactor)
        }
        line += [UInt8(ascii: "}"), UInt8(ascii: "\n")]
        return line
    }

    static func text(_ record: LogRecord, _ pipeline: LogPipeline) -> [UInt8] {
        let time = CivilTime.rfc3339(unixNanoseconds: record.microseconds * 1000, digits: 6)
        var level = record.level.rawValue.uppercased()
        level += String(repeating: " ", count: max(0, 8 - level.count))
        // 11 characters of date and the last three digits of microseconds are noise at a terminal.
        var line = Array("\(time.dropFirst(11).dropLast(4)) \(level) \(record.logger): ".utf8)
        visible(message(record, pipeline), &line)
        var metadata = record.metadata
        let identity = identity(record, &metadata)
        let rest = metadata.sorted { $0.key < $1.key }.map { ($0.key, flat($0.value, key: $0.key, pipeline.redactor)) }
        let limit = line.count + metadataLimit
        for (name, value) in identity + rest where line.count < limit {
            line.append(UInt8(ascii: " "))
            visible(name, &line)
            line.append(UInt8(ascii: "="))
            visible(bounded(value, valueLimit), &line)
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// Redaction comes before cutting, so that a secret cut in half is still recognised; a first, generous cut
    /// bounds the work.
    private static func message(_ record: LogRecord, _ pipeline: LogPipeline) -> String {
        let utf8 = record.message.utf8
        guard utf8.count > messageLimit else { return pipeline.redactor.redact(record.message).text }
        let rough = prefix(record.message, 4 * messageLimit)
        let redacted = pipeline.redactor.redact(rough).text
        return prefix(redacted, messageLimit) + "…[\(utf8.count) bytes, cut]"
    }

    /// The fields that every line has in the same place. What a logger carries as metadata counts when the task says
    /// nothing.
    private static func identity(_ record: LogRecord, _ metadata: inout Logger.Metadata) -> [(String, String)] {
        let known: [(String, String?)] = [
            ("correlation", record.context.correlation), ("tenant", record.context.tenant?.rawValue),
            ("actor", record.context.actor), ("trace_id", record.trace?.traceID),
            ("span_id", record.trace?.spanID),
        ]
        return known.compactMap { name, value in
            if let value { return (name, bounded(value, 512)) }
            guard case .string(let carried)? = metadata[name] else { return nil }
            metadata[name] = nil
            return (name, bounded(carried, 512))
        }
    }

    private static func object(
        _ metadata: Logger.Metadata, _ line: inout [UInt8], limit: Int, depth: Int, _ redactor: any LogRedactor
    ) {
        line.append(UInt8(ascii: "{"))
        var isFirst = true
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            if !isFirst { line.append(UInt8(ascii: ",")) }
            isFirst = false
            guard line.count < limit else {
                string("…", &line)
                line += Array(":\"cut\"".utf8)
                break
            }
            string(bounded(key, 256), &line)
            line.append(UInt8(ascii: ":"))
            self.value(value, key: key, &line, limit: limit, depth: depth + 1, redactor)
        }
        line.append(UInt8(ascii: "}"))
    }

    private static func value(
        _ value: Logger.MetadataValue, key: String, _ line: inout [UInt8], limit: Int, depth: Int,
        _ redactor: any LogRedactor
    ) {
        if CredentialMask.isSensitive(key: key) { return string("***", &line) }
        switch value {
        case .string(let text):
            string(bounded(redactor.redact(bounded(text, 4 * valueLimit), key: key).text, valueLimit), &line)
        case .stringConvertible(let convertible): convertibleValue(convertible, key: key, &line, redactor)
        case .dictionary(let nested):
            guard depth < depthLimit else { return string("…", &line) }
            object(nested, &line, limit: limit, depth: depth, redactor)
        case .array(let items):
            guard depth < depthLimit else { return string("…", &line) }
            line.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { line.append(UInt8(ascii: ",")) }
                guard line.count < limit else {
                    string("…", &line)
                    break
                }
                self.value(item, key: key, &line, limit: limit, depth: depth + 1, redactor)
            }
            line.append(UInt8(ascii: "]"))
        }
    }

    /// Numbers and flags stay numbers and flags, so that log tools can compute with them.
    private static func convertibleValue(
        _ value: any CustomStringConvertible & Sendable, key: String, _ line: inout [UInt8], _ redactor: any LogRedactor
    ) {
        if let number = value as? any FixedWidthInteger {
            line += Array(String(describing: number).utf8)
        } else if let number = value as? Double, number.isFinite {
            line += Array(number.description.utf8)
        } else if let flag = value as? Bool {
            line += Array((flag ? "true" : "false").utf8)
        } else {
            let text = bounded(value.description, 4 * valueLimit)
            string(bounded(redactor.redact(text, key: key).text, valueLimit), &line)
        }
    }

    private static func flat(_ value: Logger.MetadataValue, key: String, _ redactor: any LogRedactor) -> String {
        var bytes: [UInt8] = []
        if case .string(let text) = value {
            return redactor.redact(bounded(text, 4 * valueLimit), key: key).text
        }
        self.value(value, key: key, &bytes, limit: valueLimit, depth: 0, redactor)
        return String(decoding: bytes, as: UTF8.self)
    }
}

// Escaping and cutting.
extension LogLine {
    private static let quote = UInt8(ascii: "\"")
    private static let hexadecimal = Array("0123456789abcdef".utf8)

    private static func member(_ name: String, _ value: String, _ line: inout [UInt8]) {
        line.append(UInt8(ascii: ","))
        string(name, &line)
        line.append(UInt8(ascii: ":"))
        string(value, &line)
    }

    /// A JSON string (RFC 8259 §7). Swift strings are well-formed Unicode, so only control characters need care.
    static func string(_ text: String, _ line: inout [UInt8]) {
        line.append(quote)
        for byte in text.utf8 {
            switch byte {
            case quote, UInt8(ascii: "\\"): line += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): line += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case UInt8(ascii: "\r"): line += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case UInt8(ascii: "\t"): line += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case 0..<0x20, 0x7F:
                line += [UInt8(ascii: "\\"), UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")]
                line += [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            default: line.append(byte)
            }
        }
        line.append(quote)
    }

    /// Text for a terminal: control characters (C0, DEL and C1) are shown instead of obeyed, since they could rewrite
    /// what the reader sees.
    private static func visible(_ text: String, _ line: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0:
                line += Array("\\x".utf8) + [hexadecimal[Int(scalar.value >> 4)], hexadecimal[Int(scalar.value & 15)]]
            default: line += Array(String(scalar).utf8)
            }
        }
    }

    private static func bounded(_ text: String, _ limit: Int) -> String {
        let count = text.utf8.count
        return count <= limit ? text : prefix(text, limit) + "…[\(count) bytes, cut]"
    }

    /// At most `limit` bytes of `text`, cut between Unicode scalars.
    private static func prefix(_ text: String, _ limit: Int) -> String {
        let utf8 = text.utf8
        guard utf8.count > limit else { return text }
        var end = utf8.index(utf8.startIndex, offsetBy: limit)
        // A continuation byte (10xxxxxx) at the cut belongs to the scalar before it.
        while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return String(text[..<end])
    }
}
