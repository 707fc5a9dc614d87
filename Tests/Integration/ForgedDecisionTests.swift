import LunaAgentKit
import LunaBus
import LunaCore
import LunaMessages
import LunaPolicy
import LunaServiceKit
import LunaTestKit
import LunaTrust
import Synchronization
import Testing

extension Integration {
    /// Everything that executes, as real processes, with a security service that answers with decisions which are not what they
    /// should be: none of them does anything then.
    @Suite struct ForgedDecisions {
        enum Lie: String, CaseIterable {
            /// Right, but signed with another key.
            case forged
            /// A denial that was made an allowance after it was signed.
            case altered
            /// Right and signed, but from before.
            case expired
            /// Genuine and in force, but about another action, or about another tenant.
            case replayed, foreign

            /// What the gate says: who has forged something is told at once; for the others it asks again.
            var code: String {
                switch self {
                case .forged: "signature.unknown_key"
                case .altered: "signature.invalid"
                case .expired, .replayed, .foreign: "policy.unavailable"
                }
            }
        }

        /// In the place of the security service. Thread-safe.
        private final class Liar: Sendable {
            static let key = Result { try SigningKey(.ed25519) }
            private let stranger: SigningKey
            private let lies = Mutex<[String: Lie]>([:])
            private let subjects = Mutex<[String: PolicySubject]>([:])
            /// What was asked for: the action, or `get`.
            let asked = Recorder<String>()

            init() throws { stranger = try SigningKey(.ed25519) }

            func lie(_ lie: Lie?, about what: String) { lies.withLock { $0[what] = lie } }

            var endpoints: [RPCEndpoint] {
                [
                    RPCEndpoint(SecurityMethods.decide) { (request: DecideRequest, context) in
                        let subject = try (request.input ?? PolicyInput()).subject(tenant: context.tenant)
                        try self.subjects.withLock { $0[try subject.id()] = subject }
                        return try self.answer(subject, asked: request.input?.action ?? "")
                    },
                    RPCEndpoint(SecurityMethods.getDecision) { (request: DecisionKey, _) in
                        guard let subject = self.subjects.withLock({ $0[request.id] }) else {
                            throw LunaError("policy.no_decision", .notFound, "There is none.")
                        }
                        return try self.answer(subject, asked: "get")
                    },
                    RPCEndpoint(SecurityMethods.getQuotas) { (_: GetQuotasRequest, _) in Quotas() },
                ]
            }

            private func answer(_ subject: PolicySubject, asked what: String) throws -> PolicyDecision {
                asked.append(what)
                let key = try Self.key.get()
                let hour = Duration.seconds(3600).nanoseconds
                let now = WallClock.now()
                let document: JSONValue
                switch lies.withLock({ $0[what] }) {
                case nil: document = try Self.signed(subject, until: now + hour, with: key)
                case .forged: document = try Self.signed(subject, until: now + hour, with: stranger)
                case .expired: document = try Self.signed(subject, until: now - 1_000_000_000, with: key)
                case .altered:
                    var members = try Self.signed(subject, "deny", until: now + hour, with: key).objectValue ?? [:]
                    members["effect"] = "allow"
                    document = .object(members)
                case .replayed:
                    let action =
                        subject.json["action"] == "agent.register" ? PolicySubject.Action.runTask : .registerAgent
                    let other = PolicySubject(action, tenant: subject.json["tenant"]?.stringValue ?? "")
                    document = try Self.signed(other, until: now + hour, with: key)
                case .foreign:
                    var input = subject.json.objectValue ?? [:]
                    input["tenant"] = "somebody-else"
                    document = try Self.signed(try PolicySubject(json: .object(input)), until: now + hour, with: key)
                }
                return PolicyDecision(documentJson: document.serialized())
            }

            private static func signed(
                _ subject: PolicySubject, _ effect: String = "allow", until: Int64, with key: SigningKey
            ) throws -> JSONValue {
                try SignedDocument.sign(
                    [
                        "type": .string(SignedDecision.type), "id": .string(try subject.id()), "input": subject.json,
                        "effect": .string(effect), "reasons": [],
                        "expires_at": .string(CivilTime.rfc3339(unixNanoseconds: until)),
                    ], with: key)
            }
        }

        private func with(_ body: (TestStack, Liar) async throws -> Void) async throws {
            let key = try Liar.key.get()
            // Not the security service: the test takes its place on the bus.
            let stack = try await TestStack.shared(
                ["registry", "orchestrator", "memory"], settings: ["LUNA_POLICY_KEYS": key.verifyingKey.text])
            let liar = try Liar()
            let service = try BusService(
                bus: stack.bus, name: "security", version: "1.0.0", description: "Lies.", endpoints: liar.endpoints,
                logger: stack.logger)
            let running = Task { try await service.run() }
            try await within(.seconds(30), "the security service's place to be taken") {
                while (try? await stack.bus.request("$SRV.PING.security", [], timeout: .seconds(5))) == nil {
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            try await body(stack, liar)
            running.cancel()
            _ = await running.result
        }

        /// How often a service has seen a decision with a signature that does not count.
        private func failures(_ stack: TestStack, _ service: String) async throws -> Double {
            try await stack.counter(
                "luna_signature_failures_total", of: service, labels: [#"what="policy decision""#])
        }

        private func code(_ body: () async throws -> some Any) async -> String {
            do {
                _ = try await body()
                return "no error"
            } catch { return LunaError.wrapping(error).code }
        }

        @Test func theOrchestratorAndTheRegistryObeyOnlyWhatIsSignedAboutTheirVeryQuestionAndInForce() async throws {
            try await with { stack, liar in
                let before = try await (failures(stack, "orchestrator"), failures(stack, "registry"))
                for lie in Lie.allCases {
                    let name = TestAgent.uniqueName("lied-")
                    let plan = TestPlan(name, "nobody.has", [.init("a")])
                    liar.lie(lie, about: "execution.run")
                    #expect(await code { try await stack.submit(plan) } == lie.code, "\(lie): orchestrator")
                    let begun = try await stack.orchestrator.listExecutions(
                        ListExecutionsRequest(project: name), context: TestStack.context)
                    #expect(begun.executions.isEmpty, "\(lie)")
                    liar.lie(nil, about: "execution.run")
                    #expect(await code { try await stack.submit(plan) } == "no error", "\(lie): the truth")

                    let request = RegisterRequest(
                        manifest: AgentManifest(
                            name: name, version: "1.0.0", capabilities: [name.replacing("-", with: ".")]),
                        instance: "one")
                    liar.lie(lie, about: "agent.register")
                    let said = await code { try await stack.registry.register(request, context: TestStack.context) }
                    #expect(said == lie.code, "\(lie): registry")
                    let agents = try await stack.registry.listAgents(ListAgentsRequest(), context: TestStack.context)
                    #expect(!agents.agents.contains { $0.manifest?.name == name }, "\(lie)")
                    liar.lie(nil, about: "agent.register")
                    let then = await code { try await stack.registry.register(request, context: TestStack.context) }
                    #expect(then == "no error", "\(lie): the truth")
                }
                // Both that were forged and altered are counted.
                let after = try await (failures(stack, "orchestrator"), failures(stack, "registry"))
                #expect(after.0 >= before.0 + 2 && after.1 >= before.1 + 2, "\(before) \(after)")
            }
        }

        @Test(arguments: ["get", "task.run"])
        func anAgentDoesNoWorkOnAForgedExpiredOrForeignDecision(_ question: String) async throws {
            try await with { stack, liar in
                let name = TestAgent.uniqueName("doubter-")
                let capability = name.replacing("-", with: ".")
                for lie in Lie.allCases {
                    let runs = Recorder<String>()
                    let definition = AgentDefinition(
                        name: name, version: "1.0.0", description: "A test's agent.", capabilities: [capability],
                        concurrency: 4
                    ) { task in
                        runs.append(task.item.project)
                        return AgentOutput()
                    }
                    // A gate and an agent of its own: what passed once would pass from memory.
                    let worker = AgentWorker(
                        definition, bus: stack.bus, instance: TestAgent.uniqueName(name), logger: stack.logger,
                        policy: PolicyGate(
                            security: SecurityClient(BusRPCTransport(stack.bus)),
                            trusting: [try Liar.key.get().verifyingKey]))
                    let working = Task { try await worker.run() }
                    let project = "\(name)-\(lie.rawValue)"
                    liar.lie(lie, about: question)
                    let before = liar.asked.all.count { $0 == question }
                    let execution = try await stack.submit(TestPlan(project, capability, [.init("a")]))
                    if lie.code == "policy.unavailable" {
                        // It asks until the answer is right; nothing has failed meanwhile.
                        try await liar.asked.wait(for: "\(lie): the second round of questions") {
                            $0.count { $0 == question } >= before + 5
                        }
                        #expect(runs.all.isEmpty, "\(lie)")
                        liar.lie(nil, about: question)
                        #expect(try await stack.end(of: execution).state == .succeeded, "\(lie): the truth")
                        #expect(runs.all == [project])
                    } else {
                        #expect(try await stack.end(of: execution).state == .failed, "\(lie)")
                        #expect(runs.all.isEmpty, "\(lie)")
                    }
                    working.cancel()
                    _ = await working.result
                }
            }
        }
    }
}
