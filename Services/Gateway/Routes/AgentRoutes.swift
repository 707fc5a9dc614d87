import HTTPTypes
import LunaMessages

/// Who can do what.
enum AgentRoutes {
    static func all(_ backend: Backend) -> [Route] {
        let registry = backend.registry
        return [
            Route(
                .get, "/v1/agents", "listAgents", tag: "agents", "Agents, by name.",
                parameters: [
                    .limit, .cursor, RouteParameter("capability", "Only agents that can do this."),
                    RouteParameter("include_gone", .flag, "Also agents without an instance."),
                ], replies: [RouteReply(200, .page(AgentView.self), "A page of agents.")]
            ) { call in
                let reply = try await registry.listAgents(
                    ListAgentsRequest(
                        capability: call.text("capability"), limit: call.limit, cursor: call.text("cursor"),
                        includeGone: call.text("include_gone") == "true"), context: call.caller)
                return Reply.page(reply.agents, next: reply.nextCursor)
            },
            Route(
                .get, "/v1/agents/{name}", "getAgent", tag: "agents", "One agent.",
                parameters: [RouteParameter("version", "The newest when absent.")],
                replies: [RouteReply(200, .message(AgentView.self), "The agent.")], problems: [404]
            ) { call in
                Reply.message(
                    try await registry.getAgent(
                        AgentKey(name: call.path("name"), version: call.text("version")), context: call.caller))
            },
            Route(
                .post, "/v1/agents", "registerAgent", tag: "agents", "Adds an agent, or one more instance of it.",
                body: .json(RegisterRequest.self),
                replies: [RouteReply(201, .message(AgentView.self), "The agent.", headers: ["Location": "The agent."])],
                problems: [409]
            ) { call in
                let request = try await call.message(RegisterRequest.self, budget: backend.bodies)
                let agent = try await registry.register(request, context: call.caller)
                return Reply.message(
                    agent, status: .created, headers: [.location: "/v1/agents/\(agent.manifest?.name ?? "")"])
            },
            Route(
                .delete, "/v1/agents/{name}", "unregisterAgent", tag: "agents",
                "Takes an instance away; without an instance, the whole agent.",
                parameters: [
                    RouteParameter("version", "Of the agent."), RouteParameter("instance", "One process of the agent."),
                ], replies: [RouteReply(200, .message(AgentView.self), "The agent, after it.")], problems: [404]
            ) { call in
                Reply.message(
                    try await registry.unregister(
                        AgentKey(
                            name: call.path("name"), version: call.text("version"), instance: call.text("instance")),
                        context: call.caller))
            },
        ]
    }
}
