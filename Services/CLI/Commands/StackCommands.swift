import ArgumentParser
import LunaCore
import LunaStack

struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start everything on this machine that is not running yet.",
        discussion: """
            Starts nats-server and PostgreSQL (or uses those that NATS_URL and DATABASE_URL name), then all
            services in dependency order, and waits until each is ready. Data and logs are in .luna (or
            LUNA_HOME). What runs already is left alone; what has crashed or was built anew is started again.
            Everything speaks TLS with certificates from .luna/certs, which luna itself trusts; --no-tls (or
            LUNA_TLS=false) does without, also later, until --tls.

              luna up
              luna up --scale code-generator=3 --port 9000
            """)

    @Option(help: ArgumentHelp("Instances of a service; may be given several times.", valueName: "service=n"))
    var scale: [String] = []

    @Option(help: ArgumentHelp("Port of the HTTP API; 0 takes any free port.", valueName: "n"))
    var port: Int?

    @Option(help: ArgumentHelp("Directory of the executables (default: where luna is).", valueName: "dir"))
    var binaries: String?

    @Flag(
        inversion: .prefixedNo,
        help: "TLS for the bus, the database and the HTTP API (default: as before, and on in a new stack).")
    var tls: Bool?

    @OptionGroup var format: FormatOptions

    func run() async throws {
        let report = try await StackTask.up(configuration(), scale: try scales(), quiet: format.isJSON)
        if format.isJSON {
            Output.line(
                JSONValue.object([
                    "gateway_url": .string(report.gatewayURL), "nats_url": .string(report.natsURL),
                    "database_url_file": .string(report.databaseURLFile),
                    "started": .array(report.started.map(JSONValue.string)),
                    "duration_ms": .number(JSONNumber(report.duration.nanoseconds / 1_000_000)),
                ]).text(pretty: true))
        } else {
            Output.line(report.gatewayURL)
        }
    }

    private func configuration() throws -> StackConfiguration {
        var configuration = try StackTask.configuration(binaries: binaries)
        if let tls { configuration.tls = tls }
        if let port {
            guard (0...65_535).contains(port) else {
                throw LunaError("usage.port", .validation, "--port: \(port) is no port (0 to 65535).")
            }
            configuration.gatewayPort = port
        }
        return configuration
    }

    func scales() throws -> [String: Int] {
        try scale.reduce(into: [:]) { scales, text in
            let parts = text.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, let count = Int(parts[1]) else {
                throw LunaError(
                    "usage.scale", .validation,
                    "--scale: '\(text)' is not of the form SERVICE=N, such as code-generator=3.")
            }
            scales[String(parts[0])] = count
        }
    }
}

struct Down: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop everything that `luna up` has started.",
        discussion: """
            In reverse order; each process may finish what it does. Data stays, unless --data is given.

              luna down
              luna down --data
            """)

    @Flag(help: "Also remove all stored data: plans, executions, artifacts. Logs stay.")
    var data = false

    func run() async throws {
        let stack = LocalStack(configuration: try StackTask.configuration())
        let view = StackView(terminal: .messages)
        defer { view.close() }
        try await stack.down(removingData: data) { view.show($0) }
        view.close()
        Output.message(
            data ? "Stopped; all data was removed." : "Stopped. The data is kept: luna up goes on where you were.")
    }
}

struct Restart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop and start components of the local stack.",
        discussion: "  luna restart orchestrator\n  luna restart            (everything)")

    @Argument(help: "Names of components, such as orchestrator or nats-server; none = all.")
    var names: [String] = []

    func run() async throws {
        let stack = LocalStack(configuration: try StackTask.configuration())
        let view = StackView(terminal: .messages)
        defer { view.close() }
        let report = try await stack.restart(names) { view.show($0) }
        view.close()
        Output.message("Up again: \(report.gatewayURL)")
    }
}

struct ProcessList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ps", abstract: "Show what runs of the local stack.")

    @OptionGroup var format: FormatOptions

    func run() async throws { try await StackTask.showStatus(format) }
}

struct Stack: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at the local stack.", subcommands: [StackStatus.self, StackLogs.self],
        defaultSubcommand: StackStatus.self)
}

struct StackStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what runs (the same as luna ps).")

    @OptionGroup var format: FormatOptions

    func run() async throws { try await StackTask.showStatus(format) }
}

struct StackLogs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Show the log of a component.",
        discussion: "  luna stack logs orchestrator -f\n  luna stack logs code-generator-2 -n 200 -o json")

    @Argument(help: "Name of a component or instance.")
    var name: String

    @Flag(name: .shortAndLong, help: "Go on with what is added, until Ctrl-C.")
    var follow = false

    @Option(name: [.customShort("n"), .long], help: "Lines from the end.")
    var lines = 50

    @OptionGroup var format: FormatOptions

    func run() async throws {
        let path = try LocalStack(configuration: try StackTask.configuration()).logFile(of: name)
        guard Files.exists(path) else {
            throw LunaError("stack.no_log", .notFound, "\(name) has not logged anything yet (\(path)).")
        }
        let printer = LogLinePrinter(terminal: .output, raw: format.isJSON)
        for line in Files.tail(path, lines: max(0, lines), bytes: 4 << 20) { Output.line(printer.text(line)) }
        if follow { try await FileFollower(path: path).run { Output.line(printer.text($0)) } }
    }
}

/// What the commands of the stack share.
enum StackTask {
    static func configuration(binaries: String? = nil) throws -> StackConfiguration {
        try StackConfiguration(directory: StackConfiguration.defaultDirectory(), binaries: binaries)
    }

    /// Starts the stack and shows how.
    static func up(_ configuration: StackConfiguration, scale: [String: Int] = [:], quiet: Bool = false) async throws
        -> StackReport
    {
        let view = StackView(terminal: quiet ? .plain : .messages)
        defer { view.close() }
        let stack = LocalStack(configuration: configuration)
        Interruption.add {
            view.close()
            Output.message("\nInterrupted. What was started goes on running: luna ps · luna down")
        }
        let report = try await stack.up(scale: scale) { view.show($0) }
        view.close()
        let what =
            report.started.isEmpty ? "Everything was running already" : "Up in \(Humane.duration(report.duration))"
        Output.message("\(what): \(report.gatewayURL)   (luna ps · luna down)")
        return report
    }

    static func showStatus(_ format: FormatOptions) async throws {
        let list = try await LocalStack(configuration: try configuration()).status()
        let value = list.map { item in
            JSONValue.object([
                "name": .string(item.name), "state": .string(item.state.rawValue),
                "pid": item.pid.map { .number(JSONNumber(Int64($0))) } ?? .null,
                "port": item.port.map { .number(JSONNumber(Int64($0))) } ?? .null,
                "uptime_ms": item.age.map { .number(JSONNumber($0.nanoseconds / 1_000_000)) } ?? .null,
                "memory_bytes": item.memory.map { .number(JSONNumber(Int64(clamping: $0))) } ?? .null,
                "detail": .string(item.detail), "log": .string(item.log),
            ])
        }
        format.print(["components": .array(value)]) {
            let colors = ProgressView(terminal: .output)
            var table = TextTable(
                ["COMPONENT", "STATE", "PID", "PORT", "UP", "MEMORY", ""], rightAligned: [2, 3, 4, 5])
            for item in list {
                table.add([
                    item.name, colors.colored(item.state.rawValue), item.pid.map(String.init) ?? "-",
                    item.port.map(String.init) ?? "-",
                    item.age.map(Humane.duration) ?? "-", item.memory.map { Humane.bytes(Int64(clamping: $0)) } ?? "-",
                    Terminal.harmless(item.detail),
                ])
            }
            let memory = list.compactMap(\.memory).reduce(0, +)
            return table.lines(.output)
                + (memory > 0 ? ["Memory in all: \(Humane.bytes(Int64(clamping: memory)))"] : [])
        }
        if !list.contains(where: { $0.state != .stopped && $0.state != .external }) {
            Output.message("Nothing runs: start it with `luna up`.")
        }
    }
}
