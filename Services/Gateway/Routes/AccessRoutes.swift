import HTTPTypes
import LunaCore
import LunaMessages

/// Keys of access, and who one is.
enum AccessRoutes {
    static func all(_ backend: Backend) -> [Route] {
        let security = backend.security
        return [
            Route(
                .get, "/v1/identity", "getIdentity", tag: "access", "Who the caller is and what it may do.",
                replies: [RouteReply(200, .message(Identity.self), "The caller.")]
            ) { call in
                Reply.message(
                    Identity(
                        actor: call.caller.actor, tenant: call.caller.spansTenants ? "*" : call.caller.tenant.rawValue,
                        role: call.caller.role?.rawValue ?? ""))
            },
            Route(
                .get, "/v1/keys", "listKeys", tag: "access", "The tenant's keys of access, without their secrets.",
                access: .role(.admin), replies: [RouteReply(200, .page(APIKey.self), "All of them.")]
            ) { call in
                Reply.page(try await security.listKeys(ListKeysRequest(), context: call.caller).keys, next: "")
            },
            Route(
                .post, "/v1/keys", "createKey", tag: "access", "Makes a key of access.",
                explanation: "The answer holds the whole key; it cannot be shown again.", access: .role(.admin),
                body: .json(CreateKeyRequest.self),
                replies: [RouteReply(201, .message(CreateKeyReply.self), "The key.")], problems: [403, 422]
            ) { call in
                let request = try await call.message(CreateKeyRequest.self, budget: backend.bodies)
                return Reply.message(try await security.createKey(request, context: call.caller), status: .created)
            },
            Route(
                .delete, "/v1/keys/{key}", "revokeKey", tag: "access", "Revokes a key of access.",
                explanation: "A gateway may take it for another five seconds.", access: .role(.admin),
                replies: [RouteReply(200, .message(APIKey.self), "The key as it is now.")], problems: [404]
            ) { call in
                Reply.message(
                    try await security.revokeKey(RevokeKeyRequest(id: call.path("key")), context: call.caller))
            },
        ]
    }
}
