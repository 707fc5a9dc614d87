import LunaBus
import LunaCore
import LunaTrust

/// Copies of the streams: the definition of each, and the messages of those that hold what the database does not (yet) know:
/// plans from outside, dead letters.
struct StreamCopies {
    let bus: Bus

    private static let kept = [LunaStreams.inbox.name, LunaStreams.deadLetters.name]

    /// Definitions as the server has them, with what an administrator has changed.
    func definitions() async throws -> JSONValue {
        var all: [String: JSONValue] = [:]
        for stream in LunaStreams.all {
            if let configuration = try await configuration(stream.name) { all[stream.name] = configuration }
        }
        return .object(all)
    }

    private func configuration(_ name: String) async throws -> JSONValue? {
        let answer = try await ask("STREAM.INFO.\(name)", nil)
        return answer["config"]
    }

    /// Messages as lines of JSON, by stream.
    func messages() async throws -> [(stream: String, lines: [UInt8], count: Int)] {
        var all: [(String, [UInt8], Int)] = []
        for name in Self.kept {
            guard let configuration = try await configuration(name), !configuration.isNull else { continue }
            let info = try await bus.streamInfo(name)
            var sequence = max(1, info.firstSequence)
            var lines: [UInt8] = []
            var count = 0
            while sequence <= info.lastSequence,
                let message = try await bus.storedMessage(stream: name, sequence: sequence, matching: ">")
            {
                let headers = message.headers.map { JSONValue.array([.string($0.name), .string($0.value)]) }
                let line: JSONValue = [
                    "subject": .string(message.subject), "headers": .array(headers),
                    "body": .string(TextForm.base64(message.body)),
                ]
                lines += line.serialized() + [10]
                count += 1
                sequence = message.sequence + 1
            }
            all.append((name, lines, count))
        }
        return all
    }

    /// How many messages there are in all streams of the product.
    func count() async throws -> UInt64 {
        var sum: UInt64 = 0
        for stream in LunaStreams.all where try await configuration(stream.name) != nil {
            sum += try await bus.streamInfo(stream.name).messages
        }
        return sum
    }

    /// Makes the streams anew, as the definitions say.
    func make(_ definitions: JSONValue) async throws {
        for stream in LunaStreams.all {
            try await bus.deleteStream(stream.name)
            guard let wanted = definitions[stream.name] else { continue }
            let answer = try await ask("STREAM.CREATE.\(stream.name)", wanted)
            // A server that is smaller than the one of then, such as one without copies: the product's own definition fits.
            if answer["error"] != nil { try await bus.ensure(stream) }
        }
    }

    /// - Returns: how many were published.
    func publish(_ lines: [UInt8]) async throws -> Int {
        var count = 0
        for line in lines.split(separator: 10) {
            let message = try JSONParser.parse(Array(line))
            guard let subject = message["subject"]?.stringValue,
                let body = message["body"]?.stringValue.flatMap({ TextForm.bytes(base64: $0) })
            else { throw LunaError("backup.damaged", .validation, "A message of the backup cannot be understood.") }
            var headers = BusHeaders()
            for pair in message["headers"]?.arrayValue ?? [] {
                if let name = pair[0]?.stringValue, let value = pair[1]?.stringValue { headers.add(name, value) }
            }
            let answer = try JSONParser.parse(
                try await bus.request(subject, body, headers: headers, timeout: .seconds(10)).body)
            if let error = answer["error"] {
                throw LunaError(
                    "backup.restore_failed", .dependency,
                    "The bus refuses a message of the backup: \(error["description"]?.stringValue ?? "?").")
            }
            count += 1
        }
        return count
    }

    private func ask(_ operation: String, _ request: JSONValue?) async throws -> JSONValue {
        try JSONParser.parse(
            try await bus.request("$JS.API.\(operation)", request?.serialized() ?? [], timeout: .seconds(10)).body)
    }
}
