import Glibc
import LunaCore
import LunaStack

/// A directory that is removed with its owner.
final class Scratch: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/luna-cli-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LunaError("test", .internal, "mkdtemp failed") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? Files.remove(path) }
}

/// Runs the real `luna`.
struct CommandLineRun: Sendable {
    let status: Int32
    let output: String
    let messages: String

    /// - Parameters:
    ///   - input: standard input.
    ///   - environment: added to a bare one, in which no server is known.
    init(_ arguments: [String], input: String = "", environment: [String: String] = [:]) async throws {
        let folder = try Scratch()
        try Files.write(Array(input.utf8), to: "\(folder.path)/in")
        let program = "\(StackConfiguration.ownDirectory)/luna"
        let child = try ChildProcess.spawn(
            executable: "/bin/sh",
            arguments: [
                "-c", #"d=$1; p=$2; shift 2; exec "$p" "$@" <"$d/in" >"$d/out" 2>"$d/err""#, "sh", folder.path, program,
            ] + arguments,
            environment: ["PATH": "/usr/bin:/bin", "LUNA_HOME": "\(folder.path)/home"].merging(environment) { _, new in
                new
            })
        status = await child.waitForExit()
        output = String(decoding: Files.read("\(folder.path)/out") ?? [], as: UTF8.self)
        messages = String(decoding: Files.read("\(folder.path)/err") ?? [], as: UTF8.self)
    }

    func json() throws -> JSONValue { try JSONParser.parse(output) }
}
