import AsyncHTTPClient
import Glibc
import LunaCore
import LunaStack
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// Speaks the gateway's HTTP API. Thread-safe.
struct APIClient: Sendable {
    /// Base URL without a slash at its end.
    let base: String
    /// Nil: the one that the key is for, else the server's own.
    let tenant: String?
    /// Of access; nil where the server asks for none.
    var key: String?

    /// An answer with a body that was read completely.
    struct Answer: Sendable {
        var status: Int
        var etag: String?
        var body: [UInt8]

        /// The body as JSON.
        func json() throws -> JSONValue {
            body.isEmpty
                ? .null
                : try JSONParser.parse(
                    body, limits: JSONLimits(maxDepth: 128, maxBytes: 256 << 20, maxValues: 8_000_000))
        }
    }

    // MARK: Requests

    /// GET of JSON.
    /// - Parameters:
    ///   - path: with its leading slash, encoded.
    ///   - query: pairs with an empty or absent value are left out.
    func get(_ path: String, query: [(String, String?)] = []) async throws -> JSONValue {
        try await send(request(.GET, path, query)).json()
    }

    /// DELETE for JSON.
    func delete(_ path: String, query: [(String, String?)] = []) async throws -> JSONValue {
        try await send(request(.DELETE, path, query), timeout: .seconds(120)).json()
    }

    /// POST of JSON (or nothing) for JSON.
    func post(_ path: String, _ body: JSONValue?, timeout: TimeAmount = .seconds(60)) async throws -> JSONValue {
        var request = request(.POST, path)
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body.serialized()))
        }
        return try await send(request, timeout: timeout).json()
    }

    /// PUT of JSON for JSON.
    func put(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        var request = request(.PUT, path)
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: body.serialized()))
        return try await send(request).json()
    }

    /// POST of bytes for JSON.
    func post(
        _ path: String, query: [(String, String?)] = [], bytes: [UInt8], contentType: String,
        headers: [(String, String)] = [],
        timeout: TimeAmount = .seconds(120)
    ) async throws -> Answer {
        var request = request(.POST, path, query)
        request.headers.add(name: "Content-Type", value: contentType)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.body = .bytes(ByteBuffer(bytes: bytes))
        return try await send(request, timeout: timeout)
    }

    /// GET of any content, handed on in pieces.
    /// - Returns: the ETag.
    @discardableResult
    func download(_ path: String, query: [(String, String?)] = [], into sink: (ByteBuffer) throws -> Void) async throws
        -> String?
    {
        var request = request(.GET, path, query)
        request.headers.replaceOrAdd(name: "Accept", value: "*/*")
        let response = try await execute(request, timeout: .hours(1))
        guard response.status.code < 300 else { throw try await problem(response) }
        do {
            for try await piece in response.body { try sink(piece) }
        } catch let error as LunaError {
            throw error
        } catch {
            throw unreachable(error)
        }
        return response.headers.first(name: "ETag")
    }

    /// One connection to a stream of server-sent events; ends when the server ends it.
    /// - Parameter onEvent: returns whether to go on.
    /// - Returns: whether `onEvent` ended it.
    func stream(
        _ path: String, query: [(String, String?)] = [], lastEventID: String?,
        onEvent: (ServerSentEventParser.Event) async throws -> Bool
    ) async throws -> Bool {
        var request = request(.GET, path, query)
        request.headers.replaceOrAdd(name: "Accept", value: "text/event-stream")
        if let lastEventID { request.headers.add(name: "Last-Event-ID", value: lastEventID) }
        let response = try await execute(request, timeout: .hours(24 * 30))
        guard response.status.code < 300 else { throw try await problem(response) }
        var parser = ServerSentEventParser()
        do {
            for try await piece in response.body {
                for event in parser.feed(piece.readableBytesView) where try await !onEvent(event) { return true }
            }
        } catch let error as LunaError {
            throw error
        } catch {
            throw unreachable(error)
        }
        return false
    }

    /// All items of a list that comes in pages (`{"data": […], "next_cursor"}`).
    func all(_ path: String, query: [(String, String?)] = [], pageSize: Int = 500) async throws -> [JSONValue] {
        var items: [JSONValue] = []
        var cursor: String?
        repeat {
            let page = try await get(path, query: query + [("limit", String(pageSize)), ("cursor", cursor)])
            items += page["data"]?.arrayValue ?? []
            cursor = page["next_cursor"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        } while cursor != nil
        return items
    }

    // MARK: Machinery

    /// Clients live as long as the process; one for each file of authorities. A refused connection is an answer at once, not
    /// something to be tried for a minute.
    private static let clients = Mutex<[String: HTTPClient]>([:])

    /// What `LUNA_CA_FILE` names, else the local stack's own authority for its own server, else those of the system.
    private var http: HTTPClient {
        let named = getenv("LUNA_CA_FILE").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        let file = named ?? LocalStack.authorityFile(directory: StackConfiguration.defaultDirectory(), for: base) ?? ""
        return Self.clients.withLock { clients in
            if let known = clients[file] { return known }
            var configuration = HTTPClient.Configuration()
            configuration.connectionPool.retryConnectionEstablishment = false
            configuration.timeout.connect = .seconds(10)
            if !file.isEmpty {
                var trust = TLSConfiguration.makeClientConfiguration()
                trust.trustRoots = .file(file)
                configuration.tlsConfiguration = trust
            }
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            clients[file] = client
            return client
        }
    }

    private func request(_ method: HTTPMethod, _ path: String, _ query: [(String, String?)] = []) -> HTTPClientRequest {
        let pairs = query.compactMap { name, value in
            value.flatMap { $0.isEmpty ? nil : "\(name)=\(ServerAddress.encoded($0))" }
        }
        var request = HTTPClientRequest(url: base + path + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")))
        request.method = method
        request.headers.add(name: "Accept", value: "application/json, application/problem+json")
        if let tenant { request.headers.add(name: "Luna-Tenant", value: tenant) }
        if let key { request.headers.add(name: "Authorization", value: "Bearer \(key)") }
        request.headers.add(name: "User-Agent", value: "luna-cli")
        return request
    }

    private func execute(_ request: HTTPClientRequest, timeout: TimeAmount) async throws -> HTTPClientResponse {
        var attempt = 0
        while true {
            let response: HTTPClientResponse
            do {
                response = try await http.execute(request, timeout: timeout)
            } catch {
                throw unreachable(error)
            }
            // Too many requests for now: nothing was done, and the server says when to go on.
            attempt += 1
            guard response.status == .tooManyRequests, attempt <= Self.patience,
                let seconds = response.headers.first(name: "Retry-After").flatMap({ Int64($0) }),
                (0...10).contains(seconds)
            else { return response }
            for try await _ in response.body {}
            try await Task.sleep(for: .seconds(max(1, seconds)))
        }
    }

    /// How often a request that came too early is repeated.
    private static let patience = 5

    private func send(_ request: HTTPClientRequest, timeout: TimeAmount = .seconds(60)) async throws -> Answer {
        let response = try await execute(request, timeout: timeout)
        guard response.status.code < 300 else { throw try await problem(response) }
        return Answer(
            status: Int(response.status.code), etag: response.headers.first(name: "ETag"),
            body: try await read(response, limit: 256 << 20))
    }

    private func read(_ response: HTTPClientResponse, limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            for try await piece in response.body {
                guard bytes.count + piece.readableBytes <= limit else {
                    throw LunaError(
                        "server.answer_too_large", .resource, "The server's answer is larger than \(limit >> 20) MB.")
                }
                bytes.append(contentsOf: piece.readableBytesView)
            }
        } catch let error as LunaError {
            throw error
        } catch {
            throw unreachable(error)
        }
        return bytes
    }

    /// The error that a problem document (RFC 9457) stands for.
    private func problem(_ response: HTTPClientResponse) async throws -> LunaError {
        let bytes = try await read(response, limit: 16 << 20)
        return Self.error(status: Int(response.status.code), body: bytes)
    }

    static func error(status: Int, body: [UInt8]) -> LunaError {
        let known: LunaError.Class =
            switch status {
            case 400, 413, 415, 422: .validation
            case 401, 403: .permission
            case 404, 405: .notFound
            case 409, 412: .conflict
            case 429: .resource
            case 504: .timeout
            case 502, 503: .dependency
            default: .internal
            }
        guard let problem = try? JSONParser.parse(body), problem.objectValue != nil else {
            let text = String(decoding: body.prefix(200), as: UTF8.self)
            return LunaError(
                "http.\(status)", known,
                "The server answers \(status)\(text.isEmpty ? "" : ": \(Terminal.harmless(text))").")
        }
        var details: [String: String] = ["status": String(status)]
        if let problems = problem["problems"] { details["problems"] = problems.text(pretty: false) }
        return LunaError(
            problem["code"]?.stringValue ?? "http.\(status)", known,
            problem["detail"]?.stringValue ?? problem["title"]?.stringValue ?? "The server answers \(status).",
            isRetryable: problem["retryable"]?.boolValue, details: details)
    }

    private func unreachable(_ error: any Error) -> any Error {
        if error is CancellationError { return error }
        if let error = error as? HTTPClientError, error == .deadlineExceeded || error == .readTimeout {
            return LunaError("server.timeout", .timeout, "\(base) does not answer in time.")
        }
        if error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError {
            return LunaError(
                "server.tls", .permission,
                "\(base) is not trusted or speaks no TLS (\(Terminal.harmless("\(error)"))): name its authority's "
                    + "certificate in LUNA_CA_FILE.")
        }
        if base.hasPrefix("http:"), let error = error as? HTTPClientError, error == .remoteConnectionClosed {
            return LunaError(
                "server.closed", .network, "\(base) ends the connection without an answer: try https:// instead.")
        }
        return LunaError(
            "server.unreachable", .network,
            "No server at \(base): start it with `luna up`, or name another one with --server or LUNA_URL.")
    }
}
