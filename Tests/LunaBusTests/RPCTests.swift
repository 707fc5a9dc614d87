import LunaBus
import LunaCore
import LunaMessages
import Testing

@Suite struct RPCTests {
    static let echo = RPCMethod(service: "parrot", name: "echo")
    static let typed = RPCMethod(service: "parrot", name: "sizeOf")
    static let wait = RPCMethod(service: "parrot", name: "waitAWhile")
    static let fail = RPCMethod(service: "parrot", name: "fail")
    static let big = RPCMethod(service: "parrot", name: "big")
    static let context = RPCMethod(service: "parrot", name: "context")

    /// Serves the methods above while `body` runs; then stops the service and waits for it.
    static func serving(
        _ bus: Bus, limit: Int = 256, started: Tally = Tally(), cancelled: Tally = Tally(), gate: Gate = Gate(),
        drainTimeout: Duration = .seconds(20), json: BusService.JSONHandler? = nil,
        _ body: (Task<Void, any Error>, BusService) async throws -> Void
    ) async throws {
        let service = try BusService(
            bus: bus, name: "parrot", version: "1.2.3", description: "Says what it hears", metadata: ["zone": "a"],
            endpoints: [
                RPCEndpoint(echo) { body, _ in body },
                RPCEndpoint(typed) { (request: BlobRef, _) in BlobRef(sha256: request.sha256, size: request.size + 1) },
                RPCEndpoint(wait) { body, _ in
                    started.add()
                    await withTaskCancellationHandler {
                        await gate.pass()
                    } onCancel: {
                        cancelled.add()
                        gate.open()
                    }
                    return body
                },
                RPCEndpoint(fail) { _, _ in
                    throw LunaError(
                        "plan.invalid", .validation, "Line 1\nis wrong: ünïcode",
                        details: ["line": "1", "why": "because"])
                },
                RPCEndpoint(big) { _, _ in [UInt8](repeating: 7, count: 2 << 20) },
                RPCEndpoint(context) { _, context in
                    bytes(
                        "\(context.tenant)|\(context.actor)|\(context.correlation ?? "-")|"
                            + "\(context.traceparent ?? "-")|\(context.timeout)"
                    )
                },
            ], maximumConcurrency: limit, drainTimeout: drainTimeout, json: json, logger: quiet)
        let running = Task { try await service.run() }
        try await reachable(bus)
        try await body(running, service)
        running.cancel()
        try await running.value
    }

    static func reachable(_ bus: Bus) async throws {
        while true {
            do {
                _ = try await bus.request("$SRV.PING.parrot", [], timeout: .seconds(5))
                return
            } catch let error as LunaError where error.code == "bus.no_responders" {
                await Task.yield()
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func callsAndTypedCalls() async throws {
        try await withBus { bus, _ in
            try await Self.serving(bus) { _, _ in
                let transport = BusRPCTransport(bus)
                #expect(try await transport.call(Self.echo, bytes("hi"), context: CallContext()) == bytes("hi"))
                let reply: BlobRef = try await transport.call(
                    Self.typed, BlobRef(sha256: "ab", size: 4), context: CallContext())
                #expect(reply == BlobRef(sha256: "ab", size: 5))
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func theContextArrives() async throws {
        try await withBus { bus, _ in
            try await Self.serving(bus) { _, _ in
                let context = CallContext(
                    tenant: TenantID(trusted: "acme"), actor: "Zoë 100%", correlation: "x-1",
                    traceparent: "00-ab-cd-01",
                    timeout: .seconds(7))
                let reply = try await BusRPCTransport(bus).call(Self.context, [], context: context)
                #expect(text(reply) == "acme|Zoë 100%|x-1|00-ab-cd-01|7.0 seconds")
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func aTenantThatIsNoTokenIsRefused() async throws {
        try await withBus { bus, _ in
            try await Self.serving(bus) { _, _ in
                let reply = try await bus.request(
                    Self.echo.subject, [], headers: ["Luna-Tenant": "a.b"], timeout: .seconds(5))
                #expect(reply.headers["Nats-Service-Error-Code"] == "422")
                #expect(LunaError(try ErrorInfo(serialized: reply.body)).code == "identifier.invalid")
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func theServersErrorReachesTheCallerWhole() async throws {
        try await withBus { bus, _ in
            try await Self.serving(bus) { _, _ in
                let error = await failure {
                    _ = try await BusRPCTransport(bus).call(Self.fail, [], context: CallContext())
                }
                #expect(
                    error
                        == LunaError(
                            "plan.invalid", .validation, "Line 1\nis wrong: ünïcode",
                            details: ["line": "1", "why": "because"]))
                let raw = try await bus.request(Self.fail.subject, [], timeout: .seconds(5))
                #expect(raw.headers["Nats-Service-Error-Code"] == "422")
                #expect(raw.headers["Nats-Service-Error"] == "Line 1 is wrong: ünïcode")
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func badRequestsAreAnsweredNotDropped() async throws {
        try await withBus { bus, _ in
            try await Self.serving(bus) { _, _ in
                let transport = BusRPCTransport(bus)
                let malformed = await failure {
                    _ = try await transport.call(Self.typed, [0xFF, 0xFF, 0xFF], context: CallContext())
                }
                #expect(malformed?.errorClass == .validation)
                #expect(malformed?.code == "message.malformed")
                let unknown = await failure {
                    _ = try await transport.call(RPCMethod(service: "parrot", name: "fly"), [], context: CallContext())
                }
                #expect(unknown?.code == "rpc.unknown_method")
                let tooLarge = await failure { _ = try await transport.call(Self.big, [], context: CallContext()) }
                #expect(tooLarge?.code == "rpc.reply_too_large")
                let xml = try await bus.request(
                    Self.echo.subject, [], headers: ["Content-Type": "text/xml"], timeout: .seconds(5))
                #expect(xml.headers["Nats-Service-Error-Code"] == "415")
                let json = try await bus.request(
                    Self.echo.subject, [], headers: ["content-type": "application/json"], timeout: .seconds(5))
                #expect(json.headers["Nats-Service-Error-Code"] == "415")
                // And it still works.
                #expect(try await transport.call(Self.echo, [1], context: CallContext()) == [1])
            }
            let nobody = await failure {
                _ = try await BusRPCTransport(bus).call(Self.echo, [], context: CallContext())
            }
            #expect(nobody?.code == "bus.no_responders")
            #expect(nobody?.details["service"] == "parrot")
        }
    }

    @Test(.timeLimit(.minutes(1))) func jsonIsHandledWhereAServiceOffersIt() async throws {
        try await withBus { bus, _ in
            let json: BusService.JSONHandler = { method, body, _ in bytes("{\"\(method.name)\":\(text(body))}") }
            try await Self.serving(bus, json: json) { _, _ in
                let reply = try await bus.request(
                    Self.echo.subject, bytes("1"), headers: ["Content-Type": "application/json"], timeout: .seconds(5))
                #expect(text(reply.body) == "{\"echo\":1}")
                #expect(reply.headers["Content-Type"] == "application/json")
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func aFullServiceSaysBusyAtOnce() async throws {
        try await withBus { bus, _ in
            let (started, gate) = (Tally(), Gate())
            try await Self.serving(bus, limit: 2, started: started, gate: gate) { _, service in
                let transport = BusRPCTransport(bus)
                let waiting = (0..<2).map { _ in
                    Task { try await transport.call(Self.wait, [1], context: CallContext()) }
                }
                await started.reached(2)
                #expect(service.inFlight == 2)
                let busy = await failure { _ = try await transport.call(Self.echo, [], context: CallContext()) }
                #expect(busy?.code == "rpc.busy")
                #expect(busy?.errorClass == .resource)
                #expect(busy?.isRetryable == true)
                gate.open()
                for call in waiting {
                    let reply = try await call.value
                    #expect(reply == [1])
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func aHandlerIsCancelledWhenItsCallerHasGivenUp() async throws {
        try await withBus { bus, _ in
            let (started, cancelled) = (Tally(), Tally())
            try await Self.serving(bus, started: started, cancelled: cancelled) { _, _ in
                let error = await failure {
                    _ = try await BusRPCTransport(bus).call(
                        Self.wait, [], context: CallContext(timeout: .milliseconds(100)))
                }
                #expect(error?.errorClass == .timeout)
                await cancelled.reached(1)
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func requestsInFlightAreFinishedWhenTheServiceStops() async throws {
        try await withBus { bus, server in
            let caller = try await connect(server, name: "caller")
            let (started, gate) = (Tally(), Gate())
            try await Self.serving(bus, started: started, gate: gate) { running, _ in
                let calls = (0..<20).map { index in
                    Task { try await BusRPCTransport(caller).call(Self.wait, [UInt8(index)], context: CallContext()) }
                }
                await started.reached(20)
                running.cancel()
                // The intake has ended when a new call finds nobody, or is still answered; it is never left waiting.
                while await Self.served(caller) {}
                gate.open()
                for (index, call) in calls.enumerated() {
                    let reply = try await call.value
                    #expect(reply == [UInt8(index)])
                }
                try await running.value
            }
            await caller.drain()
        }
    }

    private static func served(_ bus: Bus) async -> Bool {
        do {
            _ = try await BusRPCTransport(bus).call(echo, [], context: CallContext())
            return true
        } catch {
            return false
        }
    }

    @Test(.timeLimit(.minutes(1))) func drainingEndsThoughAHandlerDoesNot() async throws {
        try await withBus { bus, _ in
            let (started, cancelled) = (Tally(), Tally())
            try await Self.serving(bus, started: started, cancelled: cancelled, drainTimeout: .milliseconds(50)) {
                running, _ in
                let call = Task { try await BusRPCTransport(bus).call(Self.wait, [], context: CallContext()) }
                await started.reached(1)
                running.cancel()
                try await running.value
                #expect(cancelled.count == 1)
                call.cancel()
            }
        }
    }

    @Test func namesOfServicesAreChecked() async throws {
        try await withBus { bus, _ in
            for (name, version) in [("a.b", "1.0.0"), ("a", "1.0"), ("a", "01.0.0"), ("", "1.0.0"), ("a", "v1.0.0")] {
                let error = await failure {
                    _ = try BusService(
                        bus: bus, name: name, version: version, description: "", endpoints: [], logger: quiet)
                }
                #expect(error?.code == "rpc.invalid_service")
            }
        }
    }
}
