import HTTPTypes
import Hummingbird
import LunaCore
import LunaMessages
import NIOCore

/// One request as a route's handler sees it: matched, its parameters decoded and checked.
struct Call: Sendable {
    let request: Request
    let channel: any Channel
    let route: Route
    let parameters: [String: String]
    let query: [String: String]
    let requestID: String
    /// For whom the services are called.
    var caller: CallContext
    let heartbeat: Duration
    /// How long a body of JSON may take; others ten times as long.
    let bodyTimeout: Duration
    let bodyRead: BodyReading

    /// A parameter of the path; the pattern guarantees that it is there.
    func path(_ name: String) -> String { parameters[name] ?? "" }

    /// A text of the query; empty when absent.
    func text(_ name: String) -> String { query[name] ?? "" }

    /// A whole number of the query; 0 when absent. Its range was checked against the route.
    func number(_ name: String) -> UInt64 { query[name].flatMap(UInt64.init) ?? 0 }

    var limit: UInt32 { UInt32(clamping: number("limit")) }

    /// Whether the client wants a stream of server-sent events.
    var wantsEventStream: Bool {
        (request.headers[.accept] ?? "").split(separator: ",").contains { part in
            part.split(separator: ";").first.map { $0.filter { $0 != " " }.lowercased() == "text/event-stream" }
                ?? false
        }
    }

    /// The id after which a stream goes on: header before query.
    var lastEventID: String? {
        if let header = request.headers[.lastEventID], !header.isEmpty { return header }
        return query["last_event_id"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The body as a message.
    func message<Message: WireMessage>(_ type: Message.Type, budget: BodyBudget) async throws -> Message {
        let bytes = try await body(limit: RouteBody.jsonLimit, budget: budget)
        // A body is optional only where every field is.
        return try Message(json: bytes.isEmpty ? .object([:]) : JSONParser.parse(bytes, limits: Self.jsonLimits))
    }

    private static let jsonLimits = JSONLimits(maxDepth: 64, maxBytes: RouteBody.jsonLimit, maxValues: 200_000)

    /// The whole body.
    /// - Throws: `Problem` 413 beyond `limit`, 408 when it comes too slowly, 400 when it breaks off.
    func body(limit: Int, budget: BodyBudget) async throws -> [UInt8] {
        if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > limit {
            throw Self.tooLarge(limit, announced)
        }
        let patience: Duration = limit > RouteBody.jsonLimit ? bodyTimeout * 10 : bodyTimeout
        let share = budget.share()
        bodyRead.begin()
        let bytes: [UInt8] = try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask { try await Self.collect(request.body, limit: limit, share: share) }
            group.addTask {
                try await Task.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            guard let bytes = try await group.next() ?? nil else {
                throw Problem(408, "request.too_slow", "The body did not arrive within \(patience).")
            }
            return bytes
        }
        if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced != bytes.count {
            throw Problem(400, "request.incomplete", "The body has \(bytes.count) bytes instead of \(announced).")
        }
        bodyRead.finish()
        return bytes
    }

    private static func collect(_ body: RequestBody, limit: Int, share: BodyBudget.Share) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            for try await piece in body {
                guard bytes.count + piece.readableBytes <= limit else { throw tooLarge(limit, nil) }
                try share.take(piece.readableBytes)
                bytes.append(contentsOf: piece.readableBytesView)
            }
        } catch let error where !(error is Problem || error is CancellationError) {
            throw Problem(400, "request.malformed", "The body broke off or is not well-formed HTTP.")
        }
        return bytes
    }

    private static func tooLarge(_ limit: Int, _ size: Int?) -> Problem {
        Problem(
            413, "request.too_large",
            "The body \(size.map { "has \($0) bytes" } ?? "is too large"); at most \(limit) are taken here.",
            details: ["limit": String(limit)])
    }
}
