import LunaBus
import LunaCore
import LunaMessages
import LunaTestKit
import NIOHTTP1
import Testing

extension Integration {
    /// Somebody with an administrator's key of one tenant tries every route of the API, with everything that can be known of
    /// another tenant: its ids, cursors, digests, tokens, keys' names. Nothing of it may show, and nothing may change.
    @Suite struct RouteAttacks {
        /// Is in everything that belongs to the victim.
        static let canary = "canary7f3a91"

        /// How a route is tried.
        enum Attempt {
            /// The thing is not there for a stranger.
            case refused(body: JSONValue? = nil, query: String = "")
            /// The answer is about the caller's own tenant only.
            case blind(body: JSONValue? = nil, query: String = "")
            /// It is for administrators of all tenants.
            case denied(body: JSONValue? = nil)
            /// It is about no tenant.
            case common
        }

        struct Victim: Sendable {
            var execution = "", other = "", sha256 = "", letter = "", key = "", token = "", position = ""
            var cursor = "", feed = ""
            let path = "src/\(canary).txt"
        }

        private func attempts(_ victim: Victim) -> [String: [Attempt]] {
            let text: JSONValue = ["execution": .string(victim.execution), "text": .string(victim.token)]
            return [
                "listDeadLetters": [.blind(), .blind(query: "?cursor=0")], "getDeadLetter": [.refused()],
                "replayDeadLetter": [.refused()], "purgeDeadLetter": [.refused()],
                "purgeDeadLetters": [.blind(query: "?all=true")],
                "putBlob": [.blind(body: "mine")], "getBlob": [.refused()], "readLogs": [.refused()],
                "replayExecution": [.refused()], "compareExecutions": [.refused()],
                "forkExecution": [.refused(body: [:])],
                "validatePlan": [.blind(body: "x")], "drawPlan": [.blind(body: "x")], "scanText": [.blind(body: text)],
                "tokeniseText": [.blind(body: text)], "restoreText": [.blind(body: text)],
                "forgetTokens": [
                    .blind(body: ["execution": .string(victim.execution)]),
                    .blind(body: ["value": "canary7f3a91@example.org"]),
                ],
                "getPrivacyPolicy": [.blind()], "setPrivacyPolicy": [.blind(body: ["rules": []])],
                "getIdentity": [.blind()], "listKeys": [.blind()],
                "createKey": [.denied(body: ["name": "x", "role": "admin", "all_tenants": true])],
                "revokeKey": [.refused()], "readEvents": [.refused()],
                "readFeed": [.blind(), .blind(query: "?after=\(victim.feed)")],
                "listArtifacts": [.refused()], "getArtifact": [.refused()],
                "searchAudit": [
                    .blind(), .blind(query: "?correlation=\(victim.execution)"),
                    .blind(query: "?cursor=\(victim.cursor)"),
                ],
                "verifyAudit": [.blind(body: [:])], "checkpointAudit": [.blind()],
                "acceptRestore": [.denied(body: ["restored_to": 0, "reason": "x"])],
                "listTasks": [.refused()], "getTask": [.refused()], "explainTask": [.refused()],
                "listQuotas": [.blind()],
                "setQuotas": [.denied(body: ["quotas": [["name": "tasks_per_day", "limit": 5]]])],
                "listExecutions": [
                    .blind(), .blind(query: "?cursor=\(victim.execution)"), .blind(query: "?project=\(Self.canary)"),
                ],
                "getExecution": [.refused()], "getExecutionPlan": [.refused()], "submitPlan": [.blind(body: "luna: 1")],
                "cancelExecution": [.refused(body: [:])], "pauseExecution": [.refused(body: [:])],
                "resumeExecution": [.refused(body: [:])], "getCosts": [.refused()],
                "registerAgent": [
                    .denied(body: [
                        "manifest": ["name": "evil", "version": "9.9.9", "capabilities": ["assemble"]], "instance": "i",
                    ])
                ],
                "unregisterAgent": [.denied()],
                "checkProject": [.blind(body: ["files": [["path": "a.py", "sha256": .string(victim.sha256)]]])],
                "getPolicy": [.blind()], "listPolicies": [.blind()],
                "setPolicy": [.denied(body: ["document": ["policy": 1, "rules": []], "all_tenants": true])],
                "checkPolicy": [.blind(body: ["input": ["execution": .string(victim.execution)]])],
                "getDecision": [.refused()], "listSigners": [.common],
                "listAgents": [.common], "getAgent": [.common], "getOpenAPI": [.common], "getLoginHints": [.common],
                "getIndex": [.common], "getLiveness": [.common], "getReadiness": [.common], "getHealth": [.common],
                "getWorkload": [.common],
            ]
        }

        private func address(_ pattern: String, _ victim: Victim) -> String {
            let values = [
                "execution": victim.execution, "other": victim.other, "task": "task-\(Self.canary)",
                "path": victim.path,
                "sha256": victim.sha256, "letter": victim.letter, "key": victim.key, "name": "survivor",
                "decision": victim.other,
            ]
            var path = pattern
            for (name, value) in values { path = path.replacing("{\(name)}", with: value) }
            return path
        }

        /// What the victim has, made in every way that there is.
        private func victim(_ stack: TestStack, _ owner: HTTPCaller, _ boss: HTTPCaller) async throws -> Victim {
            var victim = Victim()
            let context = CallContext(tenant: TenantID(trusted: "victim"), actor: "o", timeout: .seconds(20))
            let plan = TestPlan(Self.canary, "nobody.has.this", [.init("task-\(Self.canary)")]).bytes
            func submit() async throws -> String {
                let reply = try await owner.send(
                    .POST, "/v1/executions", bytes: plan,
                    headers: [("Content-Type", "application/json"), ("Idempotency-Key", Self.canary)])
                return reply.json["execution"]?.stringValue ?? ""
            }
            victim.execution = try await submit()
            #expect(!victim.execution.isEmpty)
            victim.other = try await stack.orchestrator.submit(SubmitRequest(plan: plan), context: context).execution
            victim.sha256 = try await stack.memory.putBlob(
                PutBlobRequest(content: Array("content \(Self.canary)".utf8)), context: context
            ).sha256
            _ = try await stack.memory.putArtifacts(
                PutArtifactsRequest(
                    execution: victim.execution,
                    artifacts: [
                        ArtifactEntry(
                            file: FileRef(path: victim.path, sha256: victim.sha256, size: 20),
                            task: "task-\(Self.canary)",
                            attempt: 1)
                    ]), context: context)
            let line = TaskLog(
                tenant: "victim", execution: victim.execution, task: "task-\(Self.canary)", attempt: 1, at: 1,
                level: "info", message: Self.canary, source: "a/1")
            try stack.bus.publish(
                Subjects.log(tenant: context.tenant, execution: try ExecutionID(victim.execution)),
                try line.serialized())
            let made = try await stack.security.createKey(
                CreateKeyRequest(name: Self.canary, role: "viewer"), context: context)
            victim.key = made.key?.id ?? ""
            victim.token = try await stack.security.tokeniseText(
                TokeniseTextRequest(execution: victim.execution, text: "mail canary7f3a91@example.org"),
                context: context
            ).text
            let set = try await boss.send(
                .POST, "/v1/quotas", json: ["quotas": [["name": "requests_per_minute", "limit": 73910000]]])
            #expect(set.status == 200, "\(String(decoding: set.body, as: UTF8.self))")
            victim.letter = try await bury(stack, context)
            let feed = try await stack.orchestrator.readFeed(
                ReadFeedRequest(limit: 1), context: CallContext(actor: "service:test"))
            victim.feed = feed.position
            victim.cursor = try await within(.seconds(20), "the victim's audit entries") {
                while true {
                    let page = try await stack.security.searchAudit(SearchAuditRequest(limit: 1), context: context)
                    if !page.nextCursor.isEmpty { return page.nextCursor }
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            return victim
        }

        private func bury(_ stack: TestStack, _ context: CallContext) async throws -> String {
            _ = try await stack.bus.publishDurable(
                OutgoingMessage(
                    subject: "luna.in.victim.plan.submit", body: [0xff, 0xff] + Array(Self.canary.utf8),
                    headers: ["Content-Type": "application/protobuf"], messageID: Self.canary))
            return try await within(.seconds(30), "the dead letter") {
                while true {
                    let letters = try await stack.orchestrator.listDeadLetters(
                        ListDeadLettersRequest(), context: context
                    ).letters
                    if let letter = letters.first { return String(letter.letter) }
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
        }

        @Test func everyRouteWithEverythingThatIsSomebodyElses() async throws {
            let stack = try await TestStack.shared(AuditSurvival.services, durable: true)
            let administrator = try HTTPCaller.administrator(stack)
            var boss = administrator
            boss.tenant = "victim"
            let owner = try await administrator.colleague("victim", role: "admin")
            let eve = try await administrator.colleague("eve", role: "admin")
            let victim = try await victim(stack, owner, boss)
            let attempts = attempts(victim)
            let document = try await eve.send(.GET, "/openapi.json").json
            var tried: Set<String> = []
            var count = 0
            for (pattern, methods) in document["paths"]?.objectValue ?? [:] {
                for (method, operation) in methods.objectValue ?? [:] {
                    guard let name = operation["operationId"]?.stringValue else { continue }
                    tried.insert(name)
                    guard let ways = attempts[name] else {
                        Issue.record("\(name) is tried by nobody: say in RouteAttackTests how a stranger would.")
                        continue
                    }
                    for way in ways {
                        count += try await attack(
                            way, name, HTTPMethod(rawValue: method.uppercased()), address(pattern, victim), eve, victim)
                    }
                }
            }
            #expect(Set(attempts.keys) == tried, "\(Set(attempts.keys).symmetricDifference(tried))")
            #expect(count > 100)
            try await unharmed(stack, owner, victim)
        }

        /// - Returns: how many requests were made.
        private func attack(
            _ way: Attempt, _ name: String, _ method: HTTPMethod, _ path: String, _ eve: HTTPCaller, _ victim: Victim
        ) async throws -> Int {
            var body: JSONValue?
            var query = ""
            var expected: Set<Int> = []
            switch way {
            case .refused(let json, let text): (body, query, expected) = (json, text, [403, 404, 410])
            case .blind(let json, let text): (body, query) = (json, text)
            case .denied(let json): (body, expected) = (json, [403])
            case .common: break
            }
            var count = 0
            for accept in ["application/json", "text/event-stream"] {
                for tenant in [nil, "victim"] as [String?] {
                    // What is there twice would be replaced by itself.
                    if accept == "text/event-stream", method != .GET { continue }
                    var caller = eve
                    caller.tenant = tenant
                    let answer = try await caller.send(
                        method, path + query, json: body,
                        headers: [
                            ("Accept", accept), ("Idempotency-Key", Self.canary),
                            ("Last-Event-ID", name == "readFeed" ? victim.feed : "1"),
                        ].filter { $0.0 != "Last-Event-ID" || accept == "text/event-stream" },
                        limit: .milliseconds(700))
                    count += 1
                    let what = "\(method) \(path)\(query) as eve for \(tenant ?? "herself"): \(answer.status)"
                    if tenant != nil, path.hasPrefix("/v1/") { #expect(answer.status == 403, "\(what)") }
                    if !expected.isEmpty { #expect(expected.contains(answer.status), "\(what)") }
                    #expect(answer.status < 500 || name == "getReadiness" || name == "checkProject", "\(what)")
                    // What she said herself may come back to her.
                    let said = [path, query, body?.text(pretty: false) ?? ""].joined()
                    let secrets = [Self.canary, victim.execution, victim.other, victim.key, "73910000"]
                    var told = answer.headers + String(decoding: answer.body, as: UTF8.self)
                    if name == "searchAudit", answer.status == 200 { told = try await others(answer, eve) }
                    for secret in secrets where !said.contains(secret) { #expect(!told.contains(secret), "\(what)") }
                    if answer.status < 300 { #expect(!told.contains(Self.canary), "\(what)") }
                }
            }
            return count
        }

        /// The audit entries of others than the caller: its own name what it has asked for.
        private func others(_ answer: HTTPCaller.Answer, _ eve: HTTPCaller) async throws -> String {
            let entries = try #require(answer.json["data"]?.arrayValue)
            let actor = try await eve.send(.GET, "/v1/identity").json["actor"]
            for entry in entries { #expect(entry["tenant"] == "eve") }
            return entries.filter { $0["actor"] != actor }.map { $0.text(pretty: false) }.joined()
        }

        private func unharmed(_ stack: TestStack, _ owner: HTTPCaller, _ victim: Victim) async throws {
            let execution = try await owner.send(.GET, "/v1/executions/\(victim.execution)").json
            #expect(execution["state"] == "running" && execution["project"] == .string(Self.canary), "\(execution)")
            let content = try await owner.send(.GET, "/v1/executions/\(victim.execution)/artifacts/\(victim.path)")
            #expect(String(decoding: content.body, as: UTF8.self) == "content \(Self.canary)")
            #expect(try await owner.send(.GET, "/v1/blobs/\(victim.sha256)").status == 200)
            #expect(try await owner.send(.GET, "/v1/dead-letters/\(victim.letter)").status == 200)
            let keys = try await owner.send(.GET, "/v1/keys").json["data"]?.arrayValue ?? []
            let key = keys.first { $0["id"] == .string(victim.key) }
            #expect(key != nil && key?["revoked_at"]?.stringValue ?? "" == "", "\(String(describing: key))")
            let restored = try await owner.send(
                .POST, "/v1/privacy/restore",
                json: ["execution": .string(victim.execution), "text": .string(victim.token)])
            #expect(String(decoding: restored.body, as: UTF8.self).contains("canary7f3a91@example.org"))
            let quotas = try await owner.send(.GET, "/v1/quotas").body
            #expect(String(decoding: quotas, as: UTF8.self).contains("73910000"))
            let verdict = try await owner.send(.POST, "/v1/audit/verify", json: [:]).json
            #expect(verdict["findings"]?.arrayValue?.isEmpty ?? true, "\(verdict)")
            // The same request once more finds what it has made, in the name of its owner only.
            let again = try await owner.send(
                .POST, "/v1/executions",
                bytes: TestPlan(Self.canary, "nobody.has.this", [.init("task-\(Self.canary)")]).bytes,
                headers: [("Content-Type", "application/json"), ("Idempotency-Key", Self.canary)])
            #expect(again.json["execution"] == .string(victim.execution))
        }

        @Test func everyMethodOfTheContractWithEverythingThatIsSomebodyElses() async throws {
            let stack = try await TestStack.shared(AuditSurvival.services, durable: true)
            let administrator = try HTTPCaller.administrator(stack)
            var boss = administrator
            boss.tenant = "victim"
            let victim = try await victim(stack, try await administrator.colleague("victim", role: "admin"), boss)
            let transport = BusRPCTransport(stack.bus)
            let running = Set(AuditSurvival.services)
            let requests = try Self.requests(victim)
            for method in LunaContract.allMethods {
                guard let request = requests[method] else {
                    Issue.record("\(method) is tried by nobody: say in RouteAttackTests how a stranger would call it.")
                    continue
                }
                guard running.contains(method.service) else { continue }
                for role in [Role.viewer, .operator, .admin] {
                    let eve = CallContext(
                        tenant: TenantID(trusted: "eve"), actor: "key:eve", role: role, timeout: .seconds(5))
                    do {
                        let reply = try await transport.call(method, request.bytes, context: eve)
                        let told = String(decoding: reply, as: UTF8.self)
                        for secret in [Self.canary, victim.execution, victim.other, victim.key, "73910000"]
                        where !request.said.contains(secret) { #expect(!told.contains(secret), "\(method) as \(role)") }
                        #expect(
                            !told.contains("content \(Self.canary)") && !told.contains("\(Self.canary)@"), "\(method)")
                    } catch {
                        let code = LunaError.wrapping(error).code
                        #expect(
                            !["bus.timeout", "rpc.unavailable", "internal.unexpected"].contains(code),
                            "\(method): \(error)")
                    }
                }
            }
        }

        /// For each method what a stranger would send, and what of it may come back.
        private static func requests(_ victim: Victim) throws -> [RPCMethod: (bytes: [UInt8], said: String)] {
            let execution = victim.execution
            let task = TaskKey(execution: execution, task: "task-\(canary)")
            let steer = ControlRequest(execution: execution)
            let all: [(RPCMethod, any WireMessage)] = [
                (CostingMethods.getCosts, CostsRequest(execution: execution)),
                (CostingMethods.listLedger, ListLedgerRequest(execution: execution)),
                (HealthMonitorMethods.getHealth, HealthRequest()),
                (HealthMonitorMethods.getWorkload, WorkloadRequest()),
                (MemoryMethods.putBlob, PutBlobRequest(content: [1])),
                (MemoryMethods.beginUpload, BeginUploadRequest(sha256: victim.sha256, size: 20)),
                (MemoryMethods.uploadChunk, UploadChunkRequest(upload: victim.other, content: [1])),
                (MemoryMethods.commitUpload, CommitUploadRequest(upload: victim.other)),
                (MemoryMethods.getBlob, GetBlobRequest(sha256: victim.sha256)),
                (MemoryMethods.statBlob, BlobKey(sha256: victim.sha256)),
                (
                    MemoryMethods.putArtifacts,
                    PutArtifactsRequest(
                        execution: execution,
                        artifacts: [ArtifactEntry(file: FileRef(path: victim.path, sha256: victim.sha256, size: 20))])
                ),
                (MemoryMethods.listArtifacts, ListArtifactsRequest(execution: execution)),
                (MemoryMethods.getArtifact, ArtifactKey(execution: execution, path: victim.path)),
                (MemoryMethods.readLogs, ReadLogsRequest(execution: execution)),
                (MemoryMethods.getUsage, GetUsageRequest()), (CostingMethods.getUsage, GetUsageRequest()),
                (OrchestratorMethods.submit, SubmitRequest(plan: [1], idempotencyKey: canary)),
                (OrchestratorMethods.getExecution, ExecutionKey(execution: execution)),
                (OrchestratorMethods.listExecutions, ListExecutionsRequest(cursor: execution)),
                (OrchestratorMethods.listTasks, ListTasksRequest(execution: execution)),
                (OrchestratorMethods.getTask, task), (OrchestratorMethods.why, task),
                (OrchestratorMethods.getPlan, ExecutionKey(execution: execution)),
                (OrchestratorMethods.cancel, steer), (OrchestratorMethods.pause, steer),
                (OrchestratorMethods.resume, steer),
                (OrchestratorMethods.readEvents, ReadEventsRequest(execution: execution)),
                (OrchestratorMethods.readFeed, ReadFeedRequest(afterPosition: victim.feed)),
                (OrchestratorMethods.getOutputs, GetOutputsRequest(execution: execution, task: task.task)),
                (OrchestratorMethods.replayExecution, ReplayRequest(execution: execution)),
                (OrchestratorMethods.compareExecutions, CompareRequest(left: execution, right: victim.other)),
                (OrchestratorMethods.forkExecution, ForkRequest(execution: execution)),
                (OrchestratorMethods.listDeadLetters, ListDeadLettersRequest()),
                (OrchestratorMethods.getDeadLetter, DeadLetterKey(letter: UInt64(victim.letter) ?? 0)),
                (OrchestratorMethods.replayDeadLetter, DeadLetterKey(letter: UInt64(victim.letter) ?? 0)),
                (OrchestratorMethods.purgeDeadLetters, PurgeDeadLettersRequest(all: true)),
                (OrchestratorMethods.getUsage, GetUsageRequest()),
                (
                    RegistryMethods.register,
                    RegisterRequest(
                        manifest: AgentManifest(name: "evil", version: "9.9.9", capabilities: ["assemble"]),
                        instance: "i")
                ),
                (RegistryMethods.unregister, AgentKey(name: "survivor", version: "1.0.0")),
                (RegistryMethods.heartbeat, AgentHeartbeat(name: "survivor", version: "1.0.0", instance: "i1")),
                (RegistryMethods.getAgent, AgentKey(name: "survivor")),
                (RegistryMethods.listAgents, ListAgentsRequest()),
                (RegistryMethods.resolve, ResolveRequest(capability: "assemble")),
                (SecurityMethods.searchAudit, SearchAuditRequest(correlation: execution, cursor: victim.cursor)),
                (SecurityMethods.verifyAudit, VerifyAuditRequest()),
                (SecurityMethods.checkpointAudit, CheckpointAuditRequest()),
                (SecurityMethods.acceptRestore, AcceptRestoreRequest(reason: "x")),
                (SecurityMethods.authenticate, AuthenticateRequest(credential: "x")),
                (SecurityMethods.createKey, CreateKeyRequest(name: "x", role: "admin", allTenants: true)),
                (SecurityMethods.listKeys, ListKeysRequest()),
                (SecurityMethods.revokeKey, RevokeKeyRequest(id: victim.key)),
                (SecurityMethods.scanText, ScanTextRequest(text: victim.token)),
                (SecurityMethods.tokeniseText, TokeniseTextRequest(execution: execution, text: "x")),
                (SecurityMethods.restoreText, RestoreTextRequest(execution: execution, text: victim.token)),
                (SecurityMethods.forgetTokens, ForgetTokensRequest(execution: execution)),
                (SecurityMethods.getPrivacyPolicy, GetPrivacyPolicyRequest()),
                (SecurityMethods.setPrivacyPolicy, SetPrivacyPolicyRequest()),
                (SecurityMethods.decide, DecideRequest()),
                (SecurityMethods.getDecision, DecisionKey(id: victim.other)),
                (SecurityMethods.approveDecision, ApproveDecisionRequest(id: victim.other)),
                (SecurityMethods.getPolicy, GetPolicyRequest()), (SecurityMethods.listPolicies, ListPoliciesRequest()),
                (SecurityMethods.setPolicy, SetPolicyRequest(allTenants: true)),
                (SecurityMethods.checkPolicy, CheckPolicyRequest()),
                (SecurityMethods.announceSigner, Signer(purpose: "decision")),
                (SecurityMethods.listSigners, ListSignersRequest()),
                (SecurityMethods.getQuotas, GetQuotasRequest()),
                (SecurityMethods.setQuotas, SetQuotasRequest(quotas: [Quota(name: "tasks_per_day", limit: 5)])),
                (ValidatorMethods.check, CheckRequest(files: [FileRef(path: "a.py", sha256: victim.sha256, size: 20)])),
            ]
            var found: [RPCMethod: (bytes: [UInt8], said: String)] = [:]
            for (method, request) in all {
                found[method] = (try request.serialized(), request.json.text(pretty: false))
            }
            return found
        }
    }
}
