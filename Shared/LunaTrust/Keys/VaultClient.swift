import AsyncHTTPClient
import Dispatch
import FoundationEssentials
import LunaCore
import NIOCore
import NIOHTTP1
import Synchronization

/// Where a HashiCorp Vault (or OpenBao) is and how to get in.
public struct VaultSettings: Sendable, Hashable {
    /// Such as `https://vault.example.org:8200`.
    public var address: String
    /// File with the token, read again when Vault refuses it: Vault's agent renews it there.
    public var tokenFile: String
    /// Where the secrets engine is mounted.
    public var mount: String
    /// Name of the transit key, or path of the KV secret.
    public var name: String
    /// Of Vault Enterprise; empty: none.
    public var namespace: String

    /// See the properties.
    public init(address: String, tokenFile: String, mount: String, name: String, namespace: String = "") {
        self.address = address
        self.tokenFile = tokenFile
        self.mount = mount
        self.name = name
        self.namespace = namespace
    }
}

/// Speaks with Vault's HTTP API. Thread-safe.
final class VaultClient: Sendable {
    /// A reply that is not an error of access or of the server.
    struct Reply: Sendable {
        let status: Int
        /// The member `data`.
        let data: JSONValue
        /// Vault's own words.
        let errors: [String]
    }

    let settings: VaultSettings
    private let token = Mutex<String?>(nil)
    private static let limit = 1 << 20

    init(_ settings: VaultSettings) {
        self.settings = settings
    }

    /// - Parameter path: below `/v1/<mount>/`.
    /// - Returns: replies of class 2xx, 400 and 404.
    /// - Throws: `LunaError` `keys.unavailable` (away, sealed, overloaded: retryable), `keys.invalid` (no right).
    func call(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> Reply {
        let kept = token.withLock { $0 }
        if let kept {
            let reply = try await send(method, path, body, token: kept)
            if reply.status != 403 { return try checked(reply) }
        }
        return try checked(try await send(method, path, body, token: try await readToken()))
    }

    private func readToken() async throws -> String {
        let path = settings.tokenFile
        let data = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: try? Data(contentsOf: URL(filePath: path))) }
        }
        guard let data else { throw KeyFailure.invalid("Vault's token cannot be read from this file.", path: path) }
        let text = String(decoding: data.prefix(4096), as: UTF8.self).filter { !$0.isWhitespace }
        token.withLock { $0 = text }
        return text
    }

    private func send(_ method: String, _ path: String, _ body: JSONValue?, token: String) async throws -> Reply {
        var request = HTTPClientRequest(url: "\(settings.address)/v1/\(settings.mount)/\(path)")
        request.method = .RAW(value: method)
        request.headers.add(name: "X-Vault-Token", value: token)
        request.headers.add(name: "X-Vault-Request", value: "true")
        if !settings.namespace.isEmpty { request.headers.add(name: "X-Vault-Namespace", value: settings.namespace) }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(body.serialized())
        }
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
            let content = try await response.body.collect(upTo: Self.limit)
            let json = try? JSONParser.parse(Array(content.readableBytesView))
            return Reply(
                status: Int(response.status.code), data: json?["data"] ?? .null,
                errors: json?["errors"]?.arrayValue?.compactMap(\.stringValue) ?? [])
        } catch {
            throw KeyFailure.unavailable("Vault at \(settings.address) does not answer (\(error)).")
        }
    }

    private func checked(_ reply: Reply) throws -> Reply {
        switch reply.status {
        case 200..<300, 400, 404: return reply
        case 403:
            throw KeyFailure.invalid(
                "Vault does not allow the token to use \(settings.mount)/\(settings.name).",
                path: settings.tokenFile)
        case 503: throw KeyFailure.unavailable("Vault at \(settings.address) is sealed or starting.")
        default:
            throw KeyFailure.unavailable(
                "Vault at \(settings.address) answered \(reply.status) \(reply.errors.joined(separator: "; ")).")
        }
    }
}
