import Glibc
import LunaCore
import LunaStack

/// A directory for one test or one stack, below `TMPDIR`. Removed with its last owner.
public final class TestDirectory: Sendable {
    /// Absolute.
    public let path: String

    /// - Parameter name: a short word that tells a person what left it behind, should that ever happen.
    public init(_ name: String) throws {
        var template = Array("\(Self.base)/luna-\(name)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw LunaError("test.directory", .resource, "No directory can be made in \(Self.base).")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // The user postgres has to pass.
        chmod(path, 0o755)
    }

    deinit { try? Files.remove(path) }

    private static var base: String { StackConfiguration.processEnvironment["TMPDIR"] ?? "/tmp" }

    /// The path of a file in it.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and the directories above it.
    /// - Returns: its path.
    @discardableResult
    public func write(_ name: String, _ text: String) throws -> String {
        let target = file(name)
        if let slash = target.lastIndex(of: "/") { try Files.makeDirectory(String(target[..<slash])) }
        try Files.write(Array(text.utf8), to: target)
        return target
    }
}
