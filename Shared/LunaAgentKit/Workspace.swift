import FoundationEssentials
import Glibc
import LunaCore

/// A private directory for one piece of work. Use ``remove()`` when done; nothing of it is needed afterwards.
public struct Workspace: Sendable {
    /// Absolute path.
    public let directory: String

    /// Makes an empty directory below the system's temporary one, readable by this user only.
    /// - Throws: `LunaError` `workspace.unavailable`, for instance when the disk is full.
    public init(prefix: String) throws {
        let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(base)/\(prefix).XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw LunaError(
                "workspace.unavailable", .resource,
                "No temporary directory can be made in \(base): \(String(cString: strerror(errno))).")
        }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Writes a file, making the folders above it.
    /// - Parameter path: relative; parts such as `..` are refused.
    /// - Throws: `LunaError` `workspace.path_invalid`, `workspace.unwritable`.
    public func write(_ path: String, _ content: [UInt8], executable: Bool = false) throws {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }), !path.utf8.contains(0)
        else {
            throw LunaError(
                "workspace.path_invalid", .validation,
                "'\(path.prefix(100))' is not a relative path without '.' and '..'.")
        }
        do {
            let file = URL(filePath: directory).appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(content).write(to: file)
            if executable { chmod(file.path(percentEncoded: false), 0o755) }
        } catch {
            throw LunaError("workspace.unwritable", .resource, "'\(path)' cannot be written: \(error)")
        }
    }

    /// Removes the directory and everything in it.
    public func remove() {
        try? FileManager.default.removeItem(atPath: directory)
    }
}
