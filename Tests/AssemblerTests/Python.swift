import FoundationEssentials
import Glibc
import LunaCore

/// Runs the Python of the tests and gives back what it printed.
enum Python {
    static func run(_ arguments: [String]) throws -> String {
        let python = ProcessInfo.processInfo.environment["LUNA_PYTHON"] ?? "python3"
        let quoted = ([python] + arguments).map {
            "'" + $0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        }
        guard let pipe = popen(quoted.joined(separator: " "), "r") else {
            throw LunaError("test.python", .internal, "Python cannot be started.")
        }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            if count == 0 { break }
            output += buffer[..<count]
        }
        let status = pclose(pipe)
        guard status == 0 else {
            throw LunaError("test.python", .internal, "Python ended with \(status): \(arguments.first ?? "")")
        }
        return String(decoding: output, as: UTF8.self)
    }
}
