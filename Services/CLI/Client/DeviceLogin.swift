import AsyncHTTPClient
import LunaCore
import NIOCore
import NIOHTTP1

/// Gets a token from an OpenID Connect provider for somebody who confirms it in a browser, wherever that is: the device
/// authorization grant (RFC 8628).
struct DeviceLogin {
    let issuer: String
    let client: String
    /// Waits between two questions.
    var sleep: (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    /// Shows the person where to go and which code to give.
    let show: (_ address: String, _ code: String) -> Void

    private static let limit = 1 << 20
    private static let grant = "urn:ietf:params:oauth:grant-type:device_code"

    /// - Throws: `LunaError` `login.…`.
    func token() async throws -> String {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        let about = try await answer(HTTPClientRequest(url: "\(base)/.well-known/openid-configuration")).json
        // Whoever answers in the place of the provider must not get somebody's confirmation (OpenID Connect Discovery, 4.3).
        guard about["issuer"]?.stringValue == issuer else {
            throw LunaError(
                "login.device", .permission, "\(issuer) does not call itself so: nobody is asked to confirm.")
        }
        guard let start = about["device_authorization_endpoint"]?.stringValue,
            let end = about["token_endpoint"]?.stringValue
        else {
            throw LunaError(
                "login.device", .validation,
                "\(issuer) has no device login. Get a token in another way and give it to `luna login` on standard input."
            )
        }
        let begun = try await post(start, [("client_id", client), ("scope", "openid")]).json
        guard let device = begun["device_code"]?.stringValue, let code = begun["user_code"]?.stringValue,
            let address = begun["verification_uri_complete"]?.stringValue ?? begun["verification_uri"]?.stringValue
        else { throw Self.failed(begun, "does not begin a login") }
        show(address, code)
        var pause = Duration.seconds(max(1, begun["interval"]?.intValue ?? 5))
        var left = Duration.seconds(begun["expires_in"]?.intValue ?? 600)
        while left > .zero {
            try await sleep(pause)
            left -= pause
            let reply: (status: Int, json: JSONValue)
            do {
                reply = try await post(
                    end, [("grant_type", Self.grant), ("device_code", device), ("client_id", client)])
            } catch let error as LunaError where error.errorClass == .network && left > .zero {
                // Whoever confirms in the browser need not begin again; the provider is asked less often (RFC 8628, 3.5).
                pause *= 2
                continue
            }
            if reply.status == 200 {
                // An access token may be of a form that only the provider understands.
                let tokens = [reply.json["access_token"], reply.json["id_token"]].compactMap { $0?.stringValue }
                guard let token = tokens.first(where: { $0.split(separator: ".").count == 3 }) else {
                    throw Self.failed(reply.json, "gives no token that can be checked (JWT)")
                }
                return token
            }
            switch reply.json["error"]?.stringValue {
            case "authorization_pending": continue
            case nil where reply.status >= 500: pause *= 2
            case "slow_down": pause += .seconds(5)
            case "access_denied": throw LunaError("login.refused", .permission, "The login was refused.")
            case "expired_token": throw Self.tooLate
            default: throw Self.failed(reply.json, "gives no token")
            }
        }
        throw Self.tooLate
    }

    private static let tooLate = LunaError("login.too_late", .timeout, "Nobody confirmed the login in time: try again.")

    private static func failed(_ answer: JSONValue, _ what: String) -> LunaError {
        let reason = answer["error_description"]?.stringValue ?? answer["error"]?.stringValue ?? "no reason given"
        return LunaError("login.device", .dependency, "The identity provider \(what): \(reason).")
    }

    private func post(_ address: String, _ fields: [(String, String)]) async throws -> (status: Int, json: JSONValue) {
        var request = HTTPClientRequest(url: address)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        let body = fields.map { "\($0)=\(ServerAddress.encoded($1))" }.joined(separator: "&")
        request.body = .bytes(ByteBuffer(string: body))
        return try await answer(request)
    }

    private func answer(_ request: HTTPClientRequest) async throws -> (status: Int, json: JSONValue) {
        let isLocal = ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"].contains { request.url.hasPrefix($0) }
        guard request.url.hasPrefix("https://") || isLocal else {
            throw LunaError("login.device", .validation, "\(request.url) is not https: nothing secret goes there.")
        }
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
            let body = try await response.body.collect(upTo: Self.limit)
            return (Int(response.status.code), try JSONParser.parse(Array(body.readableBytesView)))
        } catch {
            throw LunaError("login.device", .network, "\(request.url) cannot be used: \(error).")
        }
    }
}
