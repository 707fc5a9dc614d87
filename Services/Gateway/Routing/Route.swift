import HTTPTypes
import Hummingbird
import LunaMessages

/// One operation of the API, declared once: the router serves it and the OpenAPI document describes it.
struct Route: Sendable {
    typealias Handler = @Sendable (Call) async throws -> Response

    let method: HTTPRequest.Method
    let pattern: RoutePattern
    /// Unique name, in lower camel case.
    let operation: String
    /// What groups it in documentation.
    let tag: String
    /// One line.
    let summary: String
    /// More, when there is more to say.
    let explanation: String
    /// Who may use it.
    let access: Access
    let parameters: [RouteParameter]
    let body: RouteBody?
    let replies: [RouteReply]
    /// Statuses of problems beyond those that every operation can have.
    let problems: [Int]
    let handle: Handler

    init(
        _ method: HTTPRequest.Method, _ path: String, _ operation: String, tag: String, _ summary: String,
        explanation: String = "", access: Access? = nil, parameters: [RouteParameter] = [], body: RouteBody? = nil,
        replies: [RouteReply],
        problems: [Int] = [], handle: @escaping Handler
    ) {
        self.method = method
        self.pattern = RoutePattern(path)
        self.operation = operation
        self.tag = tag
        self.summary = summary
        self.explanation = explanation
        self.access = access ?? .usual(method, path)
        self.parameters = parameters
        self.body = body
        self.replies = replies
        self.problems = problems
        self.handle = handle
    }
}

/// A parameter of the query or a header that an operation takes. Parameters of the path follow from the path.
struct RouteParameter: Sendable {
    enum Place: String, Sendable { case query, header }
    enum Kind: Sendable {
        case text(maximum: Int)
        case integer(ClosedRange<UInt64>)
        case flag
        case words([String])

        /// A place in a journal or log. Services keep it in 63 bits.
        static let position = Kind.integer(0...UInt64(Int64.max))
    }

    let name: String
    let place: Place
    let kind: Kind
    let summary: String

    init(_ name: String, in place: Place = .query, _ summary: String) {
        self.init(name, .text(maximum: 1024), in: place, summary)
    }

    init(_ name: String, _ kind: Kind, in place: Place = .query, _ summary: String) {
        self.name = name
        self.place = place
        self.kind = kind
        self.summary = summary
    }

    static let limit = RouteParameter("limit", .integer(1...1000), "At most so many.")
    static let cursor = RouteParameter("cursor", "From the page before: `next_cursor`.")
    static let lastEventID = RouteParameter(
        "Last-Event-ID", in: .header, "Id of the last event that the client has; the stream goes on after it.")
    static let lastEventIDQuery = RouteParameter(
        "last_event_id", "The same as the header `Last-Event-ID`, for clients that cannot set it.")

    /// Checks one value; the reason when it is not acceptable.
    func complaint(about value: String) -> String? {
        switch kind {
        case .text(let maximum):
            return value.utf8.count <= maximum ? nil : "may have at most \(maximum) bytes"
        case .integer(let range):
            guard let number = UInt64(value), range.contains(number) else {
                return "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
            }
            return nil
        case .flag: return ["true", "false"].contains(value) ? nil : "must be true or false"
        case .words(let words): return words.contains(value) ? nil : "must be one of \(words.joined(separator: ", "))"
        }
    }
}

/// What an operation takes as its body.
struct RouteBody: Sendable {
    enum Content: Sendable {
        case message(any WireMessage.Type)
        /// An object with these members.
        case object([JSONField])
        /// A file of one of the types.
        case file
    }

    /// Bytes of a JSON body.
    static let jsonLimit = 1 << 20
    /// Bytes of a file.
    static let fileLimit = 64 << 20

    let types: [String]
    let content: Content
    let isRequired: Bool
    let limit: Int

    static func json(_ message: any WireMessage.Type, isRequired: Bool = true) -> RouteBody {
        RouteBody(types: ["application/json"], content: .message(message), isRequired: isRequired, limit: jsonLimit)
    }

    static func file(_ types: [String], limit: Int = fileLimit) -> RouteBody {
        RouteBody(types: types, content: .file, isRequired: true, limit: limit)
    }
}

/// What an operation answers when all is well.
struct RouteReply: Sendable {
    enum Content: Sendable {
        case nothing
        case message(any WireMessage.Type)
        /// `{"data": […], "next_cursor"}`.
        case page(any WireMessage.Type)
        /// An object with these members.
        case object([JSONField])
        /// A stream of server-sent events whose data are such messages.
        case events(any WireMessage.Type)
        /// Anything, of these types.
        case file([String])
    }

    let status: Int
    let content: Content
    let summary: String
    /// Header fields worth knowing.
    let headers: [String: String]

    init(_ status: Int = 200, _ content: Content, _ summary: String, headers: [String: String] = [:]) {
        self.status = status
        self.content = content
        self.summary = summary
        self.headers = headers
    }
}
