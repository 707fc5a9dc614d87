import HTTPTypes
import Hummingbird
import LunaMessages

/// Personal data and secrets in text: found, replaced by tokens, restored, erased.
enum PrivacyRoutes {
    static func all(_ backend: Backend) -> [Route] { texts(backend) + policy(backend) }

    private static func texts(_ backend: Backend) -> [Route] {
        let security = backend.security
        return [
            Route(
                .post, "/v1/privacy/scan", "scanText", tag: "privacy", "Where personal data and secrets are in a text.",
                explanation: "What was found is not repeated, only where and of which type it is.",
                access: .role(.viewer), body: .json(ScanTextRequest.self),
                replies: [RouteReply(200, .message(ScanTextReply.self), "The finds, in order.")]
            ) { call in
                let request = try await call.message(ScanTextRequest.self, budget: backend.bodies)
                return Reply.message(try await security.scanText(request, context: call.caller))
            },
            Route(
                .post, "/v1/privacy/tokenise", "tokeniseText", tag: "privacy",
                "A text as it may go to a destination, with tokens in the place of values.",
                explanation:
                    "The same value gets the same token within an execution. Values are kept sealed until they "
                    + "expire or are erased.",
                body: .json(TokeniseTextRequest.self),
                replies: [RouteReply(200, .message(TokeniseTextReply.self), "The text.")]
            ) { call in
                let request = try await call.message(TokeniseTextRequest.self, budget: backend.bodies)
                return Reply.message(try await security.tokeniseText(request, context: call.caller))
            },
            Route(
                .post, "/v1/privacy/restore", "restoreText", tag: "privacy", "A text with its values restored.",
                explanation:
                    "A token that is unknown, changed, erased or expired is an error; nothing is restored then.",
                body: .json(RestoreTextRequest.self),
                replies: [RouteReply(200, .message(RestoreTextReply.self), "The text.")]
            ) { call in
                let request = try await call.message(RestoreTextRequest.self, budget: backend.bodies)
                return Reply.message(try await security.restoreText(request, context: call.caller))
            },
            Route(
                .post, "/v1/privacy/forget", "forgetTokens", tag: "privacy",
                "Erases the values of a person, a value, or those of an execution.",
                access: .role(.admin), body: .json(ForgetTokensRequest.self),
                replies: [RouteReply(200, .message(ForgetTokensReply.self), "How many went.")], problems: [403]
            ) { call in
                let request = try await call.message(ForgetTokensRequest.self, budget: backend.bodies)
                return Reply.message(try await security.forgetTokens(request, context: call.caller))
            },
        ]
    }

    private static func policy(_ backend: Backend) -> [Route] {
        let security = backend.security
        return [
            Route(
                .get, "/v1/privacy/policy", "getPrivacyPolicy", tag: "privacy",
                "What happens to each type on its way to each destination.",
                replies: [
                    RouteReply(200, .message(PrivacyRules.self), "All rules that hold.", headers: ["ETag": tag])
                ]
            ) { call in
                tagged(try await security.getPrivacyPolicy(GetPrivacyPolicyRequest(), context: call.caller))
            },
            Route(
                .put, "/v1/privacy/policy", "setPrivacyPolicy", tag: "privacy", "Replaces the tenant's own rules.",
                explanation: """
                    Secrets can never go to a cloud in clear, and nothing of it to logs. With `If-Match` (or `expected` in \
                    the body) only when the rules are still at that version; else a conflict, and nothing is changed.
                    """,
                access: .role(.admin),
                parameters: [
                    RouteParameter("If-Match", in: .header, "The ETag of the rules that these are made from.")
                ],
                body: .json(SetPrivacyPolicyRequest.self),
                replies: [
                    RouteReply(200, .message(PrivacyRules.self), "All rules that hold now.", headers: ["ETag": tag])
                ],
                problems: [403, 409]
            ) { call in
                var request = try await call.message(SetPrivacyPolicyRequest.self, budget: backend.bodies)
                if request.expected.isEmpty, let wanted = call.request.headers[.ifMatch], wanted != "*" {
                    // What is no tag of ours matches nothing.
                    let tag = wanted.filter { $0 != "\"" }
                    request.expected = tag.isEmpty ? "none" : tag
                }
                return tagged(try await security.setPrivacyPolicy(request, context: call.caller))
            },
        ]
    }

    private static let tag = "Version of the tenant's own rules."

    private static func tagged(_ rules: PrivacyRules) -> Response {
        Reply.message(rules, headers: [.eTag: "\"\(rules.version)\""])
    }
}
