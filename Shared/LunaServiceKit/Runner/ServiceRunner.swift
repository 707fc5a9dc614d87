import FoundationEssentials
import Glibc
import Logging
import LunaBus
import LunaCore
import LunaStore
import ServiceLifecycle
import UnixSignals

/// Runs one service as a process: settings → logs and metrics → health port → bus and store, waited for patiently → the
/// service's own parts, until a signal; then in order: not ready → parts stop in reverse order and finish what is in
/// flight → audit entries are sent → the bus is drained → the store is closed → the health port is closed.
///
/// ```swift
/// @main
/// struct RegistryMain {
///     static func main() async {
///         await ServiceRunner(
///             name: "registry", description: "knows which agents exist and what they can do",
///             keys: [.heartbeat], store: StoreNeed(schema: "registry", migrations: RegistryMigrations.all)
///         ) { host in
///             let service = RegistryService(catalog: AgentCatalog(store: try host.store))
///             return [try host.rpc(service.endpoints, description: "the agent registry")]
///         }.main()
///     }
/// }
/// ```
public struct ServiceRunner: Sendable {
    /// Makes the service's parts, in dependency order: a part may rely on those before it, and stops before them.
    public typealias Build = @Sendable (ServiceHost) async throws -> [any Service]

    let name: String
    let version: String
    let description: String
    let keys: [ConfigurationKey]
    let needsBus: Bool
    let store: StoreNeed?
    let redactor: any LogRedactor
    let build: Build

    /// - Parameters:
    ///   - name: as in subjects: lower case, words joined by `-`.
    ///   - version: Semantic Versioning 2.0.0.
    ///   - description: one line for `--help`.
    ///   - keys: the service's own settings; one with the name of a common key replaces that one.
    ///   - needsBus: whether to connect to the bus before `build`.
    ///   - store: the store to connect to and migrate before `build`.
    ///   - redactor: takes out of log lines what may not be logged.
    ///   - build: makes the parts; called once.
    public init(
        name: String, version: String = LunaVersion.current, description: String, keys: [ConfigurationKey] = [],
        needsBus: Bool = true, store: StoreNeed? = nil, redactor: any LogRedactor = DefaultLogRedactor(),
        build: @escaping Build
    ) {
        self.name = name
        self.version = version
        self.description = description
        self.keys = keys
        self.needsBus = needsBus
        self.store = store
        self.redactor = redactor
        self.build = build
    }

    /// Runs with the command line, environment and signals of the process, and ends the process: 0 stopped as asked, 1
    /// failure, 2 usage or settings, 130 interrupted.
    public func main() async -> Never {
        // A closed log pipe is reported by write(2); the default action would end the process without a word.
        signal(SIGPIPE, SIG_IGN)
        let stop = await StopSignals.ofProcess()
        let code = await execute(
            arguments: Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment,
            stop: stop.requests, log: { LogSink.standardError.write($0) }, print: { Swift.print($0, terminator: "") },
            onStop: { StopSignals.endProcess(after: $0 + .seconds(5)) })
        await LogSink.standardError.flush()
        exit(code)
    }

    /// The testable form of ``main()``: runs until the first element of `stop` and gives the exit status.
    /// - Parameters:
    ///   - arguments: the command line without the program's name.
    ///   - environment: the variables to read settings from.
    ///   - stop: asks for the shutdown; `SIGINT` gives the status 130.
    ///   - log: takes log lines instead of standard error.
    ///   - print: takes what goes to standard output (`--help` …).
    public func run(
        arguments: [String], environment: [String: String], stop: AsyncStream<UnixSignal>,
        log: @escaping @Sendable ([UInt8]) -> Void = { LogSink.standardError.write($0) },
        print: @Sendable (String) -> Void = { Swift.print($0, terminator: "") }
    ) async -> Int32 {
        await execute(
            arguments: arguments, environment: environment, stop: stop, log: log, print: print, onStop: { _ in })
    }

    private func execute(
        arguments: [String], environment: [String: String], stop: AsyncStream<UnixSignal>,
        log: @escaping @Sendable ([UInt8]) -> Void, print: @Sendable (String) -> Void,
        onStop: @escaping @Sendable (Duration) -> Void
    ) async -> Int32 {
        let loader = ConfigurationLoader(keys: requiredKeys + keys)
        let configuration: ServiceConfiguration
        do {
            switch try loader.load(arguments: arguments, environment: environment) {
            case .help:
                print(
                    ConfigurationDocument.help(
                        name: name, version: version, description: description, keys: loader.keys))
                return 0
            case .version:
                print("luna-\(name) \(version)\n")
                return 0
            case .settings:
                let common = Set(ConfigurationKey.common.map(\.name))
                print(
                    ConfigurationDocument.markdown(
                        title: name, keys: keys.filter { !common.contains($0.name) }, heading: "###"))
                return 0
            case .checkConfiguration(let settings):
                print(ConfigurationDocument.dump(settings))
                return 0
            case .health(let settings):
                let verdict = try await HealthQuery(settings).ask()
                print(verdict.text)
                return verdict.status
            case .run(let settings): configuration = settings
            }
        } catch {
            log(Array("luna-\(name): \(LunaError.wrapping(error).message)\n".utf8))
            return 2
        }
        do {
            return try await RunningService(self, configuration, log: log).run(until: stop, onStop: onStop)
        } catch {
            log(Array("luna-\(name): \(LunaError.wrapping(error).message)\n".utf8))
            return 1
        }
    }

    /// A service with a store cannot start without knowing where it is.
    private var requiredKeys: [ConfigurationKey] {
        guard store != nil else { return [] }
        let key = ConfigurationKey.databaseURL
        return [
            ConfigurationKey(
                key.name, key.kind, alsoFrom: Array(key.environment.dropFirst()), isSecret: true, isRequired: true,
                key.summary)
        ]
    }
}
