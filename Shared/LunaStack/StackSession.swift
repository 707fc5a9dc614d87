import Glibc
import Logging
import LunaCore
import Synchronization

/// The time between taking and letting go of a stack's lock, in which its components are started and stopped.
final class StackSession: Sendable {
    let configuration: StackConfiguration
    let graph: ComponentGraph
    let logger: Logger
    let tell: @Sendable (StackEvent) -> Void
    private let lock: Mutex<StackLock?>
    private let current: Mutex<StackState>

    private init(
        _ configuration: StackConfiguration, _ graph: ComponentGraph, _ logger: Logger,
        _ tell: @escaping @Sendable (StackEvent) -> Void,
        _ lock: StackLock, _ state: StackState
    ) {
        self.configuration = configuration
        self.graph = graph
        self.logger = logger
        self.tell = tell
        self.lock = Mutex(lock)
        self.current = Mutex(state)
    }

    static func open(
        _ configuration: StackConfiguration, _ logger: Logger, _ tell: @escaping @Sendable (StackEvent) -> Void
    ) async throws -> StackSession {
        let graph = try configuration.graph()
        // PostgreSQL's user must be able to pass here; what is private is in the directories below.
        try Files.makeDirectory(configuration.directory, mode: 0o755)
        for path in [configuration.runDirectory, configuration.logDirectory, configuration.dataDirectory] {
            try Files.makeDirectory(path, mode: 0o700)
        }
        let lock = try await StackLock.take(configuration.lockFile, patience: configuration.lockPatience) {
            tell(.waitingForOther(process: $0))
        }
        let state = try StackState.load(configuration.stateFile)
        var configuration = configuration
        // A luna that is not beside the services, such as an installed one, goes on with those that were started
        // before.
        if !state.binaries.isEmpty,
            !configuration.services.contains(where: { Files.exists("\(configuration.binaries)/\($0.name)") })
        {
            configuration.binaries = state.binaries
        }
        return StackSession(configuration, graph, logger, tell, lock, state)
    }

    /// Lets go of the lock.
    func release() { lock.withLock { $0 = nil } }

    var state: StackState { current.withLock { $0 } }

    /// Changes the state and writes it down.
    func update(_ change: (inout StackState) -> Void) throws {
        try current.withLock { state in
            change(&state)
            try state.save(configuration.stateFile)
        }
    }

    func spec(_ component: String) -> ServiceSpec? { configuration.services.first { $0.name == component } }

    /// Whether somebody else runs it.
    func isExternal(_ component: String) -> Bool {
        (component == ServiceCatalog.nats && configuration.natsURL != nil)
            || (component == ServiceCatalog.postgres && configuration.databaseURL != nil)
    }

    /// What should run of a component.
    func instanceNames(_ component: String) -> [String] {
        let count = state.scale[component] ?? 1
        return count < 1 ? [] : [component] + (2...max(2, count)).prefix(count - 1).map { "\(component)-\($0)" }
    }

    func scale(to wanted: [String: Int]) throws {
        for (name, count) in wanted {
            guard let spec = spec(name), spec.isScalable, (1...64).contains(count) else {
                let scalable = configuration.services.filter(\.isScalable).map(\.name).joined(separator: ", ")
                throw LunaError(
                    "stack.scale_invalid", .validation,
                    "'\(name)=\(count)' cannot be: 1 to 64 instances of \(scalable).")
            }
        }
        if !wanted.isEmpty { try update { $0.scale.merge(wanted) { _, new in new } } }
    }

    /// Forgets processes that have ended.
    /// - Returns: the components of which something has to be started.
    func reconcile() -> Set<String> {
        for (name, instance) in state.instances where !instance.process.isRunning {
            tell(.crashed(name))
            try? update { $0.instances[name] = nil }
        }
        let running = state.instances
        return Set(
            graph.startOrder.filter { component in
                !isExternal(component) && instanceNames(component).contains { running[$0] == nil }
            })
    }

    // MARK: Everything

    /// Starts what is missing; independent components side by side.
    /// - Returns: names of the instances that were started.
    func startAll() async throws -> [String] {
        let outcomes = Outcomes()
        var tasks: [String: Task<Bool, Never>] = [:]
        for component in graph.startOrder {
            let below = graph.needs(of: component).compactMap { name in tasks[name].map { (name, $0) } }
            tasks[component] = Task { await self.startAll(of: component, after: below, outcomes) }
        }
        let all = Array(tasks.values)
        await withTaskCancellationHandler {
            for task in all { _ = await task.value }
        } onCancel: {
            for task in all { task.cancel() }
        }
        try Task.checkCancellation()
        try await stopSurplus()
        let failures = outcomes.failures
        guard failures.isEmpty else {
            let text = failures.map { $0.reason.hasPrefix($0.name) ? $0.reason : "\($0.name): \($0.reason)" }.joined(
                separator: "\n")
            throw LunaError(
                "stack.start_failed", .dependency,
                "\(text)\nWhat did start goes on running: mend the cause and call `luna up` again, "
                    + "or `luna down` to stop everything.",
                isRetryable: false, details: ["failed": failures.map(\.name).joined(separator: ",")])
        }
        return outcomes.started
    }

    /// - Returns: whether all instances are ready.
    private func startAll(of component: String, after below: [(String, Task<Bool, Never>)], _ outcomes: Outcomes) async
        -> Bool
    {
        for (name, task) in below where await !task.value {
            tell(.skipped(component, because: name))
            return false
        }
        if Task.isCancelled { return false }
        return await withTaskGroup(of: Bool.self) { group in
            for instance in instanceNames(component) {
                group.addTask {
                    do {
                        if try await self.start(component, instance) { outcomes.add(started: instance) }
                        return true
                    } catch {
                        let reason = LunaError.wrapping(error).message
                        outcomes.add(failed: instance, reason)
                        self.tell(.failed(instance, reason: reason))
                        return false
                    }
                }
            }
            return await group.reduce(true) { $0 && $1 }
        }
    }

    /// - Returns: whether it was started now.
    private func start(_ component: String, _ instance: String) async throws -> Bool {
        switch component {
        case ServiceCatalog.nats: return try await startNATS()
        case ServiceCatalog.postgres: return try await startPostgres()
        default:
            guard let spec = spec(component) else { return false }
            return try await startService(spec, instance)
        }
    }

    /// Instances beyond what a smaller scale asks for.
    private func stopSurplus() async throws {
        let wanted = Set(graph.startOrder.flatMap(instanceNames))
        for name in state.instances.keys.sorted() where !wanted.contains(name) { try await stop(name) }
    }

    /// Stops components in reverse order of their needs.
    /// - Parameter components: `nil` = all, whatever is written down.
    func stopAll(_ components: Set<String>? = nil) async throws {
        var tasks: [String: Task<LunaError?, Never>] = [:]
        let running = Dictionary(grouping: state.instances.values, by: \.component)
        let unknown = running.keys.filter { !graph.startOrder.contains($0) }.sorted()
        for component in unknown + graph.stopOrder where components?.contains(component) ?? true {
            let above = graph.dependents(of: component).compactMap { tasks[$0] }
            let names = (running[component] ?? []).map(\.name).sorted()
            tasks[component] = Task { await self.stop(names, after: above) }
        }
        var first: LunaError?
        for task in tasks.values { first = await task.value ?? first }
        if let first { throw first }
    }

    /// - Returns: the error of one that could not be stopped.
    private func stop(_ names: [String], after above: [Task<LunaError?, Never>]) async -> LunaError? {
        for task in above { _ = await task.value }
        return await withTaskGroup(of: LunaError?.self) { group in
            for name in names {
                group.addTask {
                    do {
                        try await self.stop(name)
                        return nil
                    } catch { return LunaError.wrapping(error) }
                }
            }
            return await group.reduce(nil) { $0 ?? $1 }
        }
    }

    /// Ends one process and forgets it.
    func stop(_ name: String) async throws {
        guard let instance = state.instances[name] else { return }
        let begin = ContinuousClock.now
        tell(.stopping(name))
        // PostgreSQL understands SIGTERM as "wait until the last client has gone".
        instance.process.signal(instance.component == ServiceCatalog.postgres ? SIGINT : SIGTERM)
        let ended = await instance.process.waitForEnd(configuration.stopGrace)
        if !ended {
            instance.process.signalGroup(SIGKILL)
            instance.process.signal(SIGKILL)
            guard await instance.process.waitForEnd(.seconds(10)) else {
                throw LunaError(
                    "stack.stop_failed", .internal,
                    "\(name) (process \(instance.process.pid)) does not end, not even by SIGKILL.",
                    isRetryable: true)
            }
        }
        try update { $0.instances[name] = nil }
        unlink(configuration.portFile(name))
        tell(.stopped(name, forced: !ended, after: ContinuousClock.now - begin))
    }

    /// Removes what is stored. Everything must have been stopped.
    func removeData() throws {
        let place = PostgresPlace(configuration)
        try place.remove()
        for path in [
            configuration.natsDirectory, configuration.dataDirectory, configuration.databasePasswordFile,
            configuration.databaseURLFile,
        ] {
            try Files.remove(path)
        }
        try update { state in
            let tls = state.tls
            state = StackState()
            state.tls = tls
        }
    }
}

/// What became of the starts. Thread-safe.
private final class Outcomes: Sendable {
    private let list = Mutex<(started: [String], failures: [(name: String, reason: String)])>(([], []))
    var started: [String] { list.withLock { $0.started } }
    var failures: [(name: String, reason: String)] { list.withLock { $0.failures } }
    func add(started name: String) { list.withLock { $0.started.append(name) } }
    func add(failed name: String, _ reason: String) { list.withLock { $0.failures.append((name, reason)) } }
}
