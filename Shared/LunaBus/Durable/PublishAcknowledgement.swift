import LunaCore

/// The stream's answer to a publish: `{"stream":"S","seq":2[,"duplicate":true]}` or `{"error":{…}}`.
enum PublishAcknowledgement {
    static func parse(_ body: UnsafeRawBufferPointer) -> Result<PublishReceipt, LunaError> {
        // The usual answer is scanned by hand: a JSON tree per publish would cost more than the publish.
        if let receipt = scan(body) { return .success(receipt) }
        do {
            let answer = try JSONParser.parse(Array(body))
            if let error = answer["error"] { return .failure(JetStreamFailure.error(error, doing: "publishing")) }
            guard let stream = answer["stream"]?.stringValue, let sequence = answer["seq"]?.intValue, sequence > 0
            else {
                return .failure(unreadable)
            }
            return .success(
                PublishReceipt(
                    stream: stream, sequence: UInt64(sequence), isDuplicate: answer["duplicate"]?.boolValue ?? false))
        } catch {
            return .failure(unreadable)
        }
    }

    private static var unreadable: LunaError {
        LunaError(
            "bus.not_a_stream", .dependency,
            "The answer to the publish is not one of a stream: does somebody else answer on that subject?",
            isRetryable: false)
    }

    /// Understands exactly the form `{"stream":"NAME", "seq":N}` with optional `"domain":…` absent and
    /// `"duplicate":true` last.
    private static func scan(_ bytes: UnsafeRawBufferPointer) -> PublishReceipt? {
        var cursor = Cursor(bytes)
        guard cursor.skip("{\"stream\":\""), let stream = cursor.plainText(), cursor.skip("\","), cursor.skipSpace(),
            cursor.skip("\"seq\":"), cursor.skipSpace(), let sequence = cursor.number()
        else { return nil }
        var duplicate = false
        if cursor.skip(",") {
            guard cursor.skipSpace(), cursor.skip("\"duplicate\":"), cursor.skipSpace(), cursor.skip("true") else {
                return nil
            }
            duplicate = true
        }
        guard cursor.skip("}"), cursor.atEnd else { return nil }
        return PublishReceipt(stream: stream, sequence: sequence, isDuplicate: duplicate)
    }

    private struct Cursor {
        private let bytes: UnsafeRawBufferPointer
        private var position = 0
        init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        var atEnd: Bool { position == bytes.count }

        mutating func skip(_ text: StaticString) -> Bool {
            let count = text.utf8CodeUnitCount
            guard bytes.count - position >= count else { return false }
            for offset in 0..<count where bytes[position + offset] != text.utf8Start[offset] { return false }
            position += count
            return true
        }

        mutating func skipSpace() -> Bool {
            while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
            return true
        }

        mutating func plainText() -> String? {
            let start = position
            while position < bytes.count {
                let byte = bytes[position]
                if byte == UInt8(ascii: "\"") { return String(decoding: bytes[start..<position], as: UTF8.self) }
                if byte == UInt8(ascii: "\\") || byte >= 0x80 { return nil }
                position += 1
            }
            return nil
        }

        mutating func number() -> UInt64? {
            let start = position
            var value: UInt64 = 0
            while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 {
                guard position - start < 19 else { return nil }
                value = value * 10 + UInt64(digit)
                position += 1
            }
            return position > start ? value : nil
        }
    }
}

/// Errors of the JetStream API, told apart by `err_code`, never by text.
enum JetStreamFailure {
    static let streamNotFound: Int64 = 10059
    static let consumerNotFound: Int64 = 10014
    static let messageNotFound: Int64 = 10037
    static let noStorage: Int64 = 10047
    static let streamNameInUse: Int64 = 10058

    static func error(_ error: JSONValue, doing: String) -> LunaError {
        let number = error["err_code"]?.intValue ?? 0
        let status = error["code"]?.intValue ?? 0
        let text = error["description"]?.stringValue ?? "unknown error"
        let details = ["err_code": String(number), "status": String(status), "reason": text, "doing": doing]
        switch number {
        case streamNotFound:
            return LunaError("bus.stream_not_found", .notFound, "There is no such stream (\(doing)).", details: details)
        case consumerNotFound:
            return LunaError(
                "bus.consumer_not_found", .notFound, "There is no such consumer (\(doing)).", details: details)
        case messageNotFound:
            return LunaError(
                "bus.message_not_found", .notFound, "There is no such message (\(doing)).", details: details)
        case noStorage:
            return LunaError(
                "bus.no_storage", .resource,
                "JetStream has no room (\(doing)): raise max_file_store of the server or lower the limits of the streams.",
                isRetryable: false, details: details)
        default:
            break
        }
        switch status {
        case 503:
            // 10077: the stream is full; others: JetStream is starting, has no space or no leader.
            return LunaError(
                "bus.stream_unavailable", .resource, "The stream cannot take it now (\(text)): try again later.",
                details: details)
        case 404:
            return LunaError(
                "bus.not_found", .notFound, "JetStream does not know it (\(doing)): \(text).", details: details)
        case 400:
            return LunaError("bus.refused", .validation, "JetStream refused it (\(doing)): \(text).", details: details)
        default:
            return LunaError("bus.jetstream", .dependency, "JetStream failed (\(doing)): \(text).", details: details)
        }
    }
}
