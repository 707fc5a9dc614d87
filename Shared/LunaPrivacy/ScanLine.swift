import LunaCore

/// The line processor of `luna pii scan --jsonl`: one JSON object a line in, one out. Pure; safe on any thread.
public struct ScanLine: Sendable {
    private let scanner: PrivacyScanner

    public init(scanner: PrivacyScanner = PrivacyScanner()) { self.scanner = scanner }

    /// The answer to one line `{"id":…,"text":"…"}`: `{"id":…,"spans":[{"start":0,"end":5,"type":"EMAIL"}]}` with
    /// offsets
    /// in Unicode scalars, end exclusive. A line that cannot be read is answered with `{"error":…,"id":null}`; its
    /// content
    /// is not repeated. The id comes back as it was given, whatever JSON value it is. Without the line end.
    public func answer(_ line: [UInt8]) -> [UInt8] {
        let document: JSONValue
        do {
            document = try JSONParser.parse(line)
        } catch {
            return failure("The line is not valid JSON: send one object {\"id\":…,\"text\":\"…\"} a line, in UTF-8.")
        }
        guard case .object = document else {
            return failure("The line must be a JSON object with \"id\" and \"text\".")
        }
        guard let text = document["text"]?.stringValue else {
            return failure("The member \"text\" is missing or no string.", id: document["id"] ?? .null)
        }
        let bytes = Array(text.utf8)
        let spans = scanner.scan(bytes)
        let ranges = PrivacyScanner.scalarRanges(of: spans, in: bytes)
        let list = zip(spans, ranges).map { span, range in
            JSONValue.object([
                "start": .number(JSONNumber(range.lowerBound)), "end": .number(JSONNumber(range.upperBound)),
                "type": .string(span.type.rawValue),
            ])
        }
        return JSONValue.object(["id": document["id"] ?? .null, "spans": .array(list)]).serialized()
    }

    /// As `answer`, for a line that is a `String`.
    public func answer(_ line: String) -> String {
        String(decoding: answer(Array(line.utf8)), as: UTF8.self)
    }

    private func failure(_ message: String, id: JSONValue = .null) -> [UInt8] {
        JSONValue.object(["id": id, "error": .string(message)]).serialized()
    }
}
