import AsyncHTTPClient
import LunaCore
import NIOCore
import NIOHTTP1

/// Reads server-sent events from the gateway.
struct EventReader {
    struct Event: Sendable, Hashable {
        var id: String
        var type: String
        var data: String
    }

    private var body: HTTPClientResponse.Body.AsyncIterator
    private var buffer = ""
    /// Comment lines so far.
    private(set) var comments = 0

    static func open(
        _ fixture: GatewayFixture, _ path: String, lastEventID: String? = nil
    ) async throws -> EventReader {
        var request = HTTPClientRequest(url: fixture.base + path)
        request.headers.add(name: "Accept", value: "text/event-stream")
        if let lastEventID { request.headers.add(name: "Last-Event-ID", value: lastEventID) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(120))
        guard response.status == .ok, response.headers.first(name: "Content-Type") == "text/event-stream" else {
            throw LunaError("test.no_stream", .internal, "\(response.status)")
        }
        return EventReader(body: response.body.makeAsyncIterator())
    }

    private init(body: HTTPClientResponse.Body.AsyncIterator) { self.body = body }

    /// The next event; nil at the end of the stream.
    mutating func next() async throws -> Event? {
        while true {
            while let end = buffer.range(ofBlankLine: ()) {
                let block = buffer[..<end.lowerBound]
                buffer.removeSubrange(..<end.upperBound)
                if let event = take(block) { return event }
            }
            guard let piece = try await body.next() else { return nil }
            buffer += String(buffer: piece)
        }
    }

    /// Reads on until a comment comes.
    mutating func untilComment() async throws {
        let before = comments
        while comments == before {
            guard let piece = try await body.next() else { return }
            buffer += String(buffer: piece)
            while let end = buffer.range(ofBlankLine: ()) {
                let block = buffer[..<end.lowerBound]
                buffer.removeSubrange(..<end.upperBound)
                _ = take(block)
            }
        }
    }

    private mutating func take(_ block: Substring) -> Event? {
        var event = Event(id: "", type: "", data: "")
        for line in block.split(separator: "\n") {
            if line.hasPrefix(":") { comments += 1 }
            if line.hasPrefix("id: ") { event.id = String(line.dropFirst(4)) }
            if line.hasPrefix("event: ") { event.type = String(line.dropFirst(7)) }
            if line.hasPrefix("data: ") { event.data = String(line.dropFirst(6)) }
        }
        return event.type.isEmpty ? nil : event
    }
}

extension String {
    fileprivate func range(ofBlankLine: Void) -> Range<String.Index>? {
        var previous: String.Index?
        for index in utf8.indices where utf8[index] == UInt8(ascii: "\n") {
            if let previous, utf8.index(after: previous) == index { return previous..<utf8.index(after: index) }
            previous = index
        }
        return nil
    }
}
