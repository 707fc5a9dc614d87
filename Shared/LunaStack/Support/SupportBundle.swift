import Glibc
import LunaCore
import LunaPrivacy
import LunaProbe

/// What somebody who is to help needs to know, as one text to read before it is sent: versions, settings, health, metrics, the end of each
/// log. Never secrets: those that are known here are taken out word by word, and everything has been through the privacy engine.
public struct SupportBundle: Sendable {
    let configuration: StackConfiguration
    let version: String

    /// - Parameters:
    ///   - configuration: of the local stack; its directory may be missing.
    ///   - version: of the program.
    public init(configuration: StackConfiguration, version: String) {
        self.configuration = configuration
        self.version = version
    }

    /// Gathers it all. What cannot be had is said in its place.
    /// - Parameters:
    ///   - lines: of each log, from the end.
    ///   - health: what the server says about its parts, or why it says nothing.
    public func text(lines: Int, health: String) async -> String {
        var sections: [(title: String, content: String)] = [
            ("about", await about()), ("settings", settings()), ("components", await components()), ("health", health),
        ]
        for (instance, port) in ports() {
            let page = await HTTPProbe.get(port: port, path: "/metrics")?.content ?? "no answer"
            sections.append(
                (
                    "metrics of \(instance)",
                    page.split(separator: "\n").filter { !$0.hasPrefix("# ") }.joined(separator: "\n")
                ))
        }
        for name in logs() {
            sections.append(
                ("log of \(name)", Files.tail(configuration.logFile(name), lines: lines).joined(separator: "\n")))
        }
        let secrets = knownSecrets()
        return sections.map { "== \($0.title) ==\n\(Self.clean($0.content, secrets))\n" }.joined(separator: "\n")
    }

    // MARK: Sections

    private func about() async -> String {
        var facts = ["luna \(version), \(CivilTime.rfc3339(unixNanoseconds: Backup.moment(), digits: 0))"]
        facts.append((Files.text("/proc/version") ?? "").prefix(120).description)
        let release = (Files.text("/etc/os-release") ?? "").split(separator: "\n").first {
            $0.hasPrefix("PRETTY_NAME=")
        }
        facts.append(release.map(String.init) ?? "unknown system")
        let memory = (Files.text("/proc/meminfo") ?? "").split(separator: "\n").prefix(3).joined(separator: ", ")
        facts.append("\(sysconf(Int32(_SC_NPROCESSORS_ONLN))) processors; \(memory)")
        if let free = Files.freeBytes(at: Files.exists(configuration.directory) ? configuration.directory : "/") {
            facts.append("\(free >> 20) MiB free where the data is")
        }
        for (program, argument) in [("nats-server", "--version"), ("psql", "--version"), ("python3", "--version")] {
            facts.append("\(program): \(await said(program, argument))")
        }
        return facts.joined(separator: "\n")
    }

    private func settings() -> String {
        let prefixes = ["LUNA_", "NATS_", "DATABASE_", "OTEL_"]
        return configuration.environment.filter { name, _ in prefixes.contains { name.hasPrefix($0) } }
            .sorted { $0.key < $1.key }
            .map { name, value in Self.isSecret(name) ? "(not shown) \(name)" : "\(name)=\(value)" }
            .joined(separator: "\n")
    }

    private func components() async -> String {
        do {
            return try await LocalStack(configuration: configuration).status().map { item in
                "\(item.name) \(item.state) pid=\(item.pid.map(String.init) ?? "-") port=\(item.port.map(String.init) ?? "-") "
                    + "memory=\((item.memory ?? 0) >> 20)MiB \(item.detail)"
            }.joined(separator: "\n")
        } catch {
            return LunaError.wrapping(error).message
        }
    }

    private func ports() -> [(String, Int)] {
        let state = try? StackState.load(configuration.stateFile)
        let servers = [ServiceCatalog.nats, ServiceCatalog.postgres]
        return (state?.instances.values.map { ($0.name, $0.component, $0.port) } ?? [])
            .filter { !servers.contains($0.1) && $0.2 > 0 }.map { ($0.0, $0.2) }.sorted { $0.0 < $1.0 }
    }

    private func logs() -> [String] {
        let own = Files.names(in: configuration.logDirectory).filter { $0.hasSuffix(".log") }.map {
            String($0.dropLast(4))
        }
        return (own + [ServiceCatalog.nats, ServiceCatalog.postgres]).filter { Files.exists(configuration.logFile($0)) }
    }

    /// What a program says of itself, in one line.
    private func said(_ program: String, _ argument: String) async -> String {
        let file = "\(configuration.environment["TMPDIR"] ?? "/tmp")/luna-support-\(getpid())-\(program)"
        defer { unlink(file) }
        guard
            let child = try? ChildProcess.spawn(
                executable: program, arguments: [argument], logFile: file, diesWithParent: true)
        else { return "not installed" }
        _ = await child.waitForExit()
        return Files.tail(file, lines: 1).first ?? "says nothing"
    }

    // MARK: Secrets

    private static func isSecret(_ name: String) -> Bool {
        // A file's name is none; an address may have a password in it.
        if name.hasSuffix("_FILE") || name.hasSuffix("_DIR") { return false }
        return PrivacyScanner.isSecretName(name) || ["KEY", "URL", "CREDS", "MASTER"].contains { name.contains($0) }
    }

    /// Everything that this installation keeps secret in files of its own, and what the environment has.
    private func knownSecrets() -> [String] {
        var found: Set<String> = []
        func add(_ text: String?) {
            guard let text else { return }
            for line in text.split(separator: "\n") where line.utf8.count >= 6 {
                found.insert(String(line))
                // The password of an address.
                if let at = line.lastIndex(of: "@"), let scheme = line.firstRange(of: "://"),
                    scheme.upperBound <= at, let colon = line[scheme.upperBound..<at].firstIndex(of: ":")
                {
                    found.insert(String(line[line.index(after: colon)..<at]))
                }
            }
        }
        for (name, value) in configuration.environment {
            if Self.isSecret(name) { add(value) }
            if name.hasSuffix("_FILE"), Self.isSecret(String(name.dropLast(5))) {
                add(Files.text(value, limit: 1 << 16))
            }
        }
        let folders = ["", "/run", "/nats/users", "/postgres", "/data/keys", "/data/security/keys", "/certs"]
        let endings = [".key", ".keys", ".password", "password", ".url", ".token"]
        for folder in folders.map({ configuration.directory + $0 }) {
            for name in Files.names(in: folder) where endings.contains(where: name.hasSuffix) {
                add(Files.text("\(folder)/\(name)", limit: 1 << 16))
            }
        }
        // The longest first: one may be part of another.
        return found.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
    }

    private static func clean(_ text: String, _ secrets: [String]) -> String {
        let redactor = PrivacyRedactor.shared
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var line = String(line)
            for secret in secrets where line.contains(secret) { line = line.replacing(secret, with: "[SECRET]") }
            return redactor.redact(line)
        }.joined(separator: "\n")
    }
}
