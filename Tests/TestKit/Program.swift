import LunaCore
import LunaStack

/// One run of a program, with everything it said.
public struct Program: Sendable {
    public let status: Int32
    public let output: String
    public let messages: String

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - executable: absolute, or looked up in `PATH`.
    ///   - environment: added to a bare one.
    ///   - input: standard input.
    /// - Throws: `LunaError` `process.spawn_failed`; `test.timeout` when it does not end in time, after killing it.
    public init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:],
        directory: String = "/tmp",
        input: String = "", limit: Duration = .seconds(120)
    ) async throws {
        let folder = try TestDirectory("run")
        try folder.write("in", input)
        let script = #"d=$1; p=$2; shift 2; exec "$p" "$@" <"$d/in" >"$d/out" 2>"$d/err""#
        var bare = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]
        // Where programs that were built for coverage write it; elsewhere it is not set.
        bare["LLVM_PROFILE_FILE"] = StackConfiguration.processEnvironment["LLVM_PROFILE_FILE"]
        let child = try ChildProcess.spawn(
            executable: "/bin/sh", arguments: ["-c", script, "sh", folder.path, executable] + arguments,
            environment: bare.merging(environment) { _, new in new },
            workingDirectory: directory)
        func said(_ name: String) -> String { String(decoding: Files.read(folder.file(name)) ?? [], as: UTF8.self) }
        do {
            status = try await within(limit, "\(executable) \(arguments.joined(separator: " ")) to end") {
                await child.waitForExit()
            }
        } catch {
            child.signalGroup(9)
            throw LunaError(
                "test.timeout", .timeout,
                "\(LunaError.wrapping(error).message) It said:\n\(said("out"))\n\(said("err"))")
        }
        output = said("out")
        messages = said("err")
    }

    /// Standard output as JSON.
    public func json() throws -> JSONValue { try JSONParser.parse(Array(output.utf8)) }
}

/// The result of `body`, unless it takes longer than `limit`.
/// - Throws: `LunaError` `test.timeout` saying what was waited for.
public func within<Value: Sendable>(
    _ limit: Duration, _ what: String, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    // Not a task group: that would go on waiting for a body which does not heed cancellation.
    let first = FirstResult<Value>()
    let work = Task {
        do { first.settle(.success(try await body())) } catch { first.settle(.failure(error)) }
    }
    let alarm = Task {
        try await Task.sleep(for: limit)
        first.settle(.failure(LunaError("test.timeout", .timeout, "Waited \(limit) for \(what).")))
        work.cancel()
    }
    defer { alarm.cancel() }
    return try await withTaskCancellationHandler {
        try await first.value()
    } onCancel: {
        work.cancel()
    }
}
