import AsyncHTTPClient
import LunaCore
import LunaPolicy
import NIOCore
import NIOHTTP1

/// Asks an Open Policy Agent over its data API: `POST /v1/data/<path>` with `{"input": …}`, answered with `{"result": …}`.
///
/// Without an answer that can be understood nothing is allowed.
struct OPAClient: Sendable {
    /// Such as `http://127.0.0.1:8181`.
    let address: String
    /// Of the decision, such as `lunacore/decision`.
    let path: String
    private static let limit = 1 << 20

    /// - Parameter documents: their rules go with the input, for the Rego that the product ships.
    /// - Throws: `LunaError` `policy.opa_unreachable`, `policy.opa_failed`, `policy.opa_undefined`, `policy.answer`.
    func judge(_ subject: PolicySubject, documents: [JSONValue]) async throws -> PolicyJudgement {
        let all = documents.flatMap { $0["rules"]?.arrayValue ?? [] }
        guard case .object(var input) = subject.json else { throw Self.failed("the input is no object") }
        input["rules"] = .array(all)
        var request = HTTPClientRequest(url: "\(address)/v1/data/\(path)")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(JSONValue.object(["input": .object(input)]).serialized())
        let status: Int
        let body: ByteBuffer
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
            status = Int(response.status.code)
            body = try await response.body.collect(upTo: Self.limit)
        } catch {
            throw LunaError(
                "policy.opa_unreachable", .dependency,
                "The policy engine at \(address) does not answer, so nothing is allowed: \(error)")
        }
        guard status == 200 else { throw Self.failed("it answered with status \(status)") }
        guard let answer = try? JSONParser.parse(Array(body.readableBytesView)) else {
            throw Self.failed("its answer is no JSON")
        }
        // OPA leaves the result out when the path names nothing.
        guard let result = answer["result"] else {
            throw LunaError(
                "policy.opa_undefined", .dependency,
                "The policy engine knows no '\(path)', so nothing is allowed: load deploy/policies/lunacore.rego into it."
            )
        }
        return try PolicyJudgement(json: result)
    }

    private static func failed(_ why: String) -> LunaError {
        LunaError("policy.opa_failed", .dependency, "The policy engine cannot be used, so nothing is allowed: \(why).")
    }
}
