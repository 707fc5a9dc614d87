import Glibc
import Logging
import LunaBus
import LunaCore

/// A complete LunaCore on one machine: nats-server, PostgreSQL and every service as processes of their own that
/// outlive the
/// program that started them.
///
/// What runs is written down in the directory of the stack, so any later `LocalStack` on the same directory, in this
/// process or
/// another, carries on from there. Calls may be made from any task; those that change something take a lock per
/// directory.
public final class LocalStack: Sendable {
    public let configuration: StackConfiguration
    private let logger: Logger

    /// Nothing happens yet.
    /// - Parameter logger: `nil` = nothing is logged; what matters is told through `progress`.
    public init(configuration: StackConfiguration, logger: Logger? = nil) {
        self.configuration = configuration
        self.logger = logger ?? Logger(label: "luna.stack") { _ in SwiftLogNoOpLogHandler() }
    }

    /// Starts what is not running yet (also what has crashed, or was built anew since), in dependency order, and waits
    /// until
    /// everything is ready. When something fails, what runs goes on running; the next call starts only what is missing.
    ///
    /// - Parameters:
    ///   - scale: instances by service; remembered for later calls. Not named: as before, at first 1.
    ///   - progress: is told of every step, from any thread.
    /// - Throws: `LunaError` `stack.prerequisites` (nothing was started), `stack.port_in_use`, `stack.scale_invalid`,
    ///   `stack.start_failed` with the reason and last log lines of each failed component, `stack.locked`.
    @discardableResult
    public func up(
        scale: [String: Int] = [:], progress: @escaping @Sendable (StackEvent) -> Void = { _ in }
    ) async throws -> StackReport {
        let begin = ContinuousClock.now
        let session = try await StackSession.open(configuration, logger, progress)
        try session.scale(to: scale)
        let missing = session.reconcile()
        try await Prerequisites(configuration: session.configuration, starting: missing).check()
        try session.checkGatewayPort()
        try session.update { $0.binaries = session.configuration.binaries }
        try await session.prepareTLS()
        progress(.planned(session.graph.startOrder.flatMap(session.instanceNames)))
        let started = try await session.startAll()
        let state = session.state
        return StackReport(
            gatewayURL: state.gatewayURL, natsURL: state.natsURL, databaseURLFile: state.databaseURLFile,
            started: started,
            duration: ContinuousClock.now - begin)
    }

    /// Stops everything in reverse order: each component is asked to end and killed only when it does not within
    /// ``StackConfiguration/stopGrace``. Servers of somebody else are left alone.
    ///
    /// - Parameter removingData: also removes what the bus, the database and the services have stored.
    /// - Throws: `LunaError` `stack.stop_failed` when a process survives SIGKILL, `stack.locked`, `file.remove_failed`.
    public func down(removingData: Bool = false, progress: @escaping @Sendable (StackEvent) -> Void = { _ in })
        async throws
    {
        guard Files.exists(configuration.directory) else { return }
        let session = try await StackSession.open(configuration, logger, progress)
        _ = session.reconcile()
        try await session.stopAll()
        if removingData { try session.removeData() }
    }

    /// Stops and starts components (all instances of each); the others go on running.
    /// - Parameter components: names of components; empty = all of them.
    /// - Throws: `LunaError` `stack.unknown_component`, and what ``up(scale:progress:)`` throws.
    @discardableResult
    public func restart(
        _ components: [String], progress: @escaping @Sendable (StackEvent) -> Void = { _ in }
    ) async throws -> StackReport {
        let known = try configuration.graph().startOrder
        for name in components where !known.contains(name) { throw unknown(name, known) }
        let session = try await StackSession.open(configuration, logger, progress)
        let missing = session.reconcile()
        let wanted = components.isEmpty ? Set(known) : Set(components)
        // Nothing is stopped that could not be started again.
        try await Prerequisites(
            configuration: session.configuration, starting: missing.union(wanted.filter { !session.isExternal($0) })
        ).check()
        try await session.stopAll(wanted)
        // The lock is passed on by being taken again: `up` starts what is missing, which is what we have stopped and
        // what had crashed.
        session.release()
        return try await up(progress: progress)
    }

    /// How everything is right now. Takes no lock, changes nothing.
    /// - Throws: `LunaError` `stack.state_invalid`.
    public func status() async throws -> [InstanceStatus] {
        try await StackInspection(configuration: configuration, state: StackState.load(configuration.stateFile))
            .statuses()
    }

    /// The address of our own bus with the name and password of a user. A tenant's user is made when there is none, and the
    /// running server is told.
    /// - Throws: `LunaError` `nats.no_user` when the bus is somebody else's or was never started, `stack.state_invalid`.
    public func natsURL(of user: BusContract.User) async throws -> String {
        let state = try StackState.load(configuration.stateFile)
        let users = configuration.natsUsers
        guard !state.natsURL.isEmpty, users.password(.administrator) != nil else {
            throw LunaError(
                "nats.no_user", .notFound,
                "The stack in \(configuration.directory) has no bus of its own: start it with `luna up`.",
                isRetryable: false)
        }
        if case .tenant(let tenant) = user, users.password(user) == nil {
            try users.write(adding: [tenant])
            state.instances[ServiceCatalog.nats]?.process.signal(SIGHUP)
        }
        return try users.url(user, address: state.natsURL)
    }

    /// How to connect to the bus of this stack, which must have been started.
    /// - Throws: `LunaError` `nats.no_user`, `stack.state_invalid`.
    public func busConfiguration(as user: BusContract.User = .administrator) throws -> BusConfiguration {
        try configuration.busConfiguration(
            configuration.natsURL ?? StackState.load(configuration.stateFile).natsURL, as: user)
    }

    /// Whom to trust about the server at `base`, when that is the HTTP API of the stack in `directory`.
    public static func authorityFile(directory: String, for base: String) -> String? {
        guard let state = try? StackState.load("\(Files.absolute(directory))/run/stack.json"),
            state.gatewayURL == base, base.hasPrefix("https:")
        else { return nil }
        let file = CertificateFolder(directory: StackConfiguration.certificateDirectory(Files.absolute(directory)))
            .authorityFile
        return Files.exists(file) ? file : nil
    }

    /// Base URL of the HTTP API of the stack in `directory`, when its gateway was started and still runs.
    public static func gatewayURL(directory: String) -> String? {
        guard let state = try? StackState.load("\(Files.absolute(directory))/run/stack.json"),
            !state.gatewayURL.isEmpty,
            state.instances["gateway"]?.process.isRunning == true
        else { return nil }
        return state.gatewayURL
    }

    /// The administrator's key of the stack in `directory`; nil when it was never started.
    public static func accessKey(directory: String) -> String? {
        Files.text(StackConfiguration.accessKeyFile(Files.absolute(directory)))
    }

    /// The log file of a component or an instance such as `code-generator-2`.
    /// - Throws: `LunaError` `stack.unknown_component`.
    public func logFile(of name: String) throws -> String {
        let known = try configuration.graph().startOrder
        let component = known.first {
            name == $0 || (name.hasPrefix("\($0)-") && Int(name.dropFirst($0.count + 1)) != nil)
        }
        guard component != nil else { throw unknown(name, known) }
        return configuration.logFile(name)
    }

    private func unknown(_ name: String, _ known: [String]) -> LunaError {
        LunaError(
            "stack.unknown_component", .notFound,
            "There is no component '\(name)'. There are: \(known.joined(separator: ", ")).",
            isRetryable: false)
    }
}
