import Glibc
import LunaBus
import LunaCore
import LunaProbe
import LunaTrust

/// Our own services.
extension StackSession {
    private enum Readiness {
        case ready
        case notReady(String)
    }

    /// - Returns: whether it was started now.
    func startService(_ spec: ServiceSpec, _ instance: String) async throws -> Bool {
        let fingerprint = fingerprint(of: spec)
        if let old = state.instances[instance] {
            if old.fingerprint == fingerprint, !(spec.isGateway && wantsOtherPort) {
                switch await waitUntilReady(instance, old.process, limit: .seconds(15)) {
                case .ready:
                    tell(.alreadyRunning(instance, detail: detail(spec)))
                    return false
                case .notReady(let reason):
                    tell(.notice("\(instance) was running, but not ready (\(reason)); it is started again."))
                }
            } else {
                tell(.outdated(instance))
            }
            try await stop(instance)
        }
        let begin = ContinuousClock.now
        tell(.starting(instance))
        let log = configuration.logFile(instance)
        limitLog(log)
        let logStart = size(log)
        unlink(configuration.portFile(instance))
        let environment = try environment(of: spec, instance)
        let child = try ChildProcess.spawn(
            executable: "\(configuration.binaries)/\(spec.name)", environment: environment, logFile: log)
        guard let process = ProcessIdentity(running: child.pid) else {
            throw failure(instance, "it ended with status \(await child.waitForExit())", log, since: logStart)
        }
        try update {
            $0.instances[instance] = .init(
                component: spec.name, name: instance, process: process, port: 0, fingerprint: fingerprint)
        }
        if case .notReady(let reason) = await waitUntilReady(instance, process, limit: configuration.startTimeout) {
            let text = process.isRunning ? reason : "it ended with status \(await child.waitForExit())"
            process.signal(SIGTERM)
            if await !process.waitForEnd(.seconds(5)) { process.signalGroup(SIGKILL) }
            _ = await process.waitForEnd(.seconds(5))
            try update { $0.instances[instance] = nil }
            throw failure(instance, text, log, since: logStart)
        }
        if spec.isGateway { try await noteGatewayPort(process) }
        tell(.ready(instance, detail: detail(spec), after: ContinuousClock.now - begin))
        return true
    }

    // MARK: Readiness

    /// Waits until /readyz says 200, and writes the port down.
    private func waitUntilReady(_ instance: String, _ process: ProcessIdentity, limit: Duration) async -> Readiness {
        let end = ContinuousClock.now.advanced(by: limit)
        var reason = "it has not opened its port"
        while process.isRunning, ContinuousClock.now < end, !Task.isCancelled {
            if let port = Files.text(configuration.portFile(instance)).flatMap({ Int($0) }) {
                if let answer = await HTTPProbe.get(port: port, path: "/readyz") {
                    if answer.status == 200 {
                        try? update { $0.instances[instance]?.port = port }
                        return .ready
                    }
                    reason = Self.reason(answer)
                } else {
                    reason = "its port \(port) does not answer"
                }
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
        if Task.isCancelled { return .notReady("the start was interrupted") }
        return .notReady(
            process.isRunning ? "not ready after \(limit.components.seconds) s: \(reason)" : "it has ended")
    }

    /// What /readyz says, in a few words.
    static func reason(_ answer: HTTPProbe.Answer) -> String {
        guard let body = try? JSONParser.parse(answer.body) else { return "/readyz answers \(answer.status)" }
        if let waiting = body["waiting_for"]?.stringValue { return "waiting for \(waiting)" }
        let failing = (body["checks"]?.arrayValue ?? []).filter { $0["state"]?.stringValue != "ok" }.map { check in
            (check["name"]?.stringValue ?? "?") + ": "
                + (check["reason"]?.stringValue ?? check["state"]?.stringValue ?? "failed")
        }
        return failing.isEmpty
            ? body["status"]?.stringValue ?? "/readyz answers \(answer.status)" : failing.joined(separator: "; ")
    }

    /// Why it failed, with the last lines that it has logged since its start.
    private func failure(_ instance: String, _ reason: String, _ log: String, since start: Int) -> LunaError {
        let lines = size(log) > start ? Files.tail(log, lines: 12, bytes: min(65_536, size(log) - start)) : []
        let said =
            lines.isEmpty
            ? " It has logged nothing."
            : " Its last log lines (\(log)):\n" + lines.map { "    \($0)" }.joined(separator: "\n")
        return LunaError(
            "stack.start_failed", .dependency, "\(instance) did not start: \(reason).\(said)", isRetryable: false)
    }

    // MARK: Settings

    private func environment(of spec: ServiceSpec, _ instance: String) throws -> [String: String] {
        var environment = configuration.environment
        for name in [
            "LUNA_NATS_URL", "LUNA_NATS_URL_FILE", "NATS_URL_FILE", "LUNA_DATABASE_URL", "LUNA_DATABASE_URL_FILE",
            "DATABASE_URL",
            "LUNA_TLS", "LUNA_INSTANCE_ID", "LUNA_GATEWAY_PORT", "LUNA_GATEWAY_PORT_FILE", "LUNA_CONFIG",
            "LUNA_LOG_FORMAT",
        ] { environment[name] = nil }
        let state = state
        let tools = PythonTools(configuration)
        environment.merge([
            "NATS_URL": state.natsURL, "DATABASE_URL_FILE": state.databaseURLFile, "LUNA_HTTP_HOST": "127.0.0.1",
            "LUNA_HTTP_PORT": "0", "LUNA_PORT_FILE": configuration.portFile(instance), "LUNA_LOG_FORMAT": "json",
            "LUNA_DATA_DIR": configuration.dataDirectory, "LUNA_PYTHON": tools.python, "LUNA_RUFF": tools.ruff,
            "LUNA_BWRAP": tools.bubblewrap,
        ]) { _, new in new }
        if configuration.natsURL == nil {
            for name in [
                "NATS_USER", "NATS_PASSWORD", "NATS_PASSWORD_FILE", "NATS_CREDS", "LUNA_NATS_CREDENTIALS", "NATS_CA",
                "NATS_CERT", "LUNA_NATS_CERTIFICATE", "NATS_KEY",
            ] {
                environment[name] = nil
                environment["LUNA_\(name)"] = nil
            }
            environment["NATS_CA"] = certificate("nats")?.authorityFile
            environment["NATS_USER"] = spec.name
            environment["NATS_PASSWORD_FILE"] = configuration.natsUsers.passwordFile(.service(spec.name))
        }
        // The address of our own database says whom to trust.
        if configuration.databaseURL == nil { environment["LUNA_DATABASE_CA"] = nil }
        environment["LUNA_SECURITY_BOOTSTRAP_KEY"] = nil
        environment["LUNA_SECURITY_BOOTSTRAP_KEY_FILE"] = nil
        if spec.name == "security" {
            environment["LUNA_SECURITY_BOOTSTRAP_KEY_FILE"] = try accessKeyFile()
        }
        if spec.isGateway {
            environment["LUNA_GATEWAY_PORT"] = String(try chooseGatewayPort())
            environment["LUNA_GATEWAY_PORT_FILE"] = gatewayPortFile
            if let certificate = gatewayCertificate {
                environment["LUNA_GATEWAY_TLS_CERTIFICATE"] = certificate.certificateFile
                environment["LUNA_GATEWAY_TLS_KEY"] = certificate.keyFile
            }
            unlink(gatewayPortFile)
        }
        return environment
    }

    /// The administrator's key of this stack; made, and told once, when there is none.
    private func accessKeyFile() throws -> String {
        let file = configuration.accessKeyFile
        if Files.text(file).flatMap({ AccessCredential($0) }) == nil {
            let key = AccessCredential()
            try Files.write(Array((key.text + "\n").utf8), to: file, mode: 0o600)
            tell(.notice("The administrator's key of this stack, which luna keeps in \(file): \(key.text)"))
        }
        return file
    }

    /// A new build or other servers make a running process outdated.
    private func fingerprint(of spec: ServiceSpec) -> String {
        var status = stat()
        _ = stat("\(configuration.binaries)/\(spec.name)", &status)
        let state = state
        let database = Files.text(configuration.databaseURLFile) ?? ""
        let facts = [
            configuration.binaries, String(status.st_ino), String(status.st_size), String(status.st_mtim.tv_sec),
            String(status.st_mtim.tv_nsec), state.natsURL, database,
            configuration.natsURL == nil ? configuration.natsUsers.password(.service(spec.name)) ?? "" : "",
            // Both are read once, at the start.
            usesTLS ? Files.text(configuration.certificates.authorityFile) ?? "" : "",
            spec.isGateway ? gatewayScheme + (gatewayCertificate?.fingerprint ?? "") : "",
        ]
        return String(Digest(of: facts.joined(separator: "\n")).hex.prefix(16))
    }

    // MARK: Gateway

    private var gatewayPortFile: String { "\(configuration.runDirectory)/gateway.public.port" }

    private var lastGatewayPort: Int? {
        state.gatewayURL.lastIndex(of: ":").flatMap { Int(state.gatewayURL[state.gatewayURL.index(after: $0)...]) }
    }

    private var wantsOtherPort: Bool {
        guard let wanted = configuration.gatewayPort, wanted > 0 else { return false }
        return wanted != lastGatewayPort
    }

    /// Before anything is started: is the port there that was asked for?
    func checkGatewayPort() throws {
        guard let gateway = configuration.services.first(where: \.isGateway) else { return }
        if state.instances[gateway.name] == nil || wantsOtherPort { _ = try chooseGatewayPort(quietly: true) }
    }

    private func chooseGatewayPort(quietly: Bool = false) throws -> Int {
        if let wanted = configuration.gatewayPort {
            guard Loopback.isFree(wanted) else {
                throw LunaError(
                    "stack.port_in_use", .conflict,
                    "Port \(wanted) of 127.0.0.1 is in use by another program: end it, or choose another port "
                        + "with `luna up --port N`"
                        + " (LUNA_GATEWAY_PORT; 0 takes any).", isRetryable: false)
            }
            return wanted
        }
        let usual = StackConfiguration.defaultGatewayPort
        for port in [lastGatewayPort ?? usual, usual] where Loopback.isFree(port) { return port }
        if !quietly { tell(.notice("Port \(usual) is in use by another program; the HTTP API gets another port.")) }
        return 0
    }

    /// The gateway is ready when what it speaks to is, which may be a moment before its public port is open.
    private func noteGatewayPort(_ process: ProcessIdentity) async throws {
        let end = ContinuousClock.now.advanced(by: configuration.startTimeout)
        var found = Files.text(gatewayPortFile).flatMap { Int($0) }
        while found == nil, process.isRunning, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(20))
            found = Files.text(gatewayPortFile).flatMap { Int($0) }
        }
        guard let port = found else {
            throw LunaError(
                "stack.start_failed", .internal, "The gateway has not written its port to \(gatewayPortFile).")
        }
        let url = "\(gatewayScheme)://127.0.0.1:\(port)"
        try update { $0.gatewayURL = url }
    }

    private func detail(_ spec: ServiceSpec) -> String { spec.isGateway ? state.gatewayURL : "" }

    // MARK: Logs

    private func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// One older file is kept.
    private func limitLog(_ path: String) {
        if size(path) > 16 << 20 { rename(path, "\(path).1") }
    }
}
