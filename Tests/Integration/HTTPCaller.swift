import AsyncHTTPClient
import LunaCore
import LunaStack
import LunaTestKit
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// Calls the HTTP API of a stack with one key.
struct HTTPCaller: Sendable {
    struct Answer: Sendable {
        var status: Int
        var headers: String
        var body: [UInt8]
        var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }
    }

    let base: String
    /// Whom to trust about the server; nil for one without TLS.
    let authority: String?
    var key: String
    var tenant: String?

    /// As the administrator of all tenants.
    static func administrator(_ stack: TestStack, tenant: String? = nil) throws -> HTTPCaller {
        let directory = stack.directory.path
        guard let base = LocalStack.gatewayURL(directory: directory),
            let key = LocalStack.accessKey(directory: directory)
        else { throw LunaError("test.gateway", .internal, "The stack has no gateway.") }
        let authority = LocalStack.authorityFile(directory: directory, for: base)
        return HTTPCaller(base: base, authority: authority, key: key, tenant: tenant)
    }

    /// Somebody with a key of one tenant.
    func colleague(_ tenant: String, role: String) async throws -> HTTPCaller {
        var boss = self
        boss.tenant = tenant
        let made = try await boss.send(
            .POST, "/v1/keys", json: ["name": .string("key of \(tenant)"), "role": .string(role)])
        guard let secret = made.json["secret"]?.stringValue else {
            throw LunaError("test.key", .internal, "No key: \(String(decoding: made.body, as: UTF8.self))")
        }
        return HTTPCaller(base: base, authority: authority, key: secret, tenant: nil)
    }

    /// Clients live as long as the process.
    private static let clients = Mutex<[String: HTTPClient]>([:])

    private var http: HTTPClient {
        guard let authority else { return HTTPClient.shared }
        return Self.clients.withLock { clients in
            if let known = clients[authority] { return known }
            var trust = TLSConfiguration.makeClientConfiguration()
            trust.trustRoots = .file(authority)
            let client = HTTPClient(
                eventLoopGroupProvider: .singleton, configuration: HTTPClient.Configuration(tlsConfiguration: trust))
            clients[authority] = client
            return client
        }
    }

    func send(
        _ method: HTTPMethod, _ path: String, json: JSONValue? = nil, bytes: [UInt8]? = nil,
        headers: [(String, String)] = [], limit: Duration = .seconds(20)
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        request.headers.add(name: "Authorization", value: "Bearer \(key)")
        if let tenant { request.headers.add(name: "Luna-Tenant", value: tenant) }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let content = bytes ?? json?.serialized() {
            if json != nil { request.headers.add(name: "Content-Type", value: "application/json") }
            request.body = .bytes(ByteBuffer(bytes: content))
        }
        let response = try await http.execute(request, timeout: .seconds(60))
        let head = response.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        // A stream is listened to for a while.
        let collected = Collected()
        let reading = Task { for try await piece in response.body { collected.add(Array(piece.readableBytesView)) } }
        let alarm = Task {
            try await Task.sleep(for: limit)
            reading.cancel()
        }
        _ = await reading.result
        alarm.cancel()
        return Answer(status: Int(response.status.code), headers: head, body: collected.bytes)
    }
}

/// Bytes that come in pieces. Thread-safe.
private final class Collected: Sendable {
    private let all = Mutex<[UInt8]>([])
    func add(_ piece: [UInt8]) { all.withLock { $0 += piece } }
    var bytes: [UInt8] { all.withLock { $0 } }
}
