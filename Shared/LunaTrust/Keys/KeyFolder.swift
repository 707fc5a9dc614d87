import Dispatch
import Glibc
import LunaCore

/// A folder of small secret files: 0700, each file 0600, and refused when others can read it. A file is made once and
/// never changed. Thread-safe; file calls run on a queue of their own, because they block.
public final class KeyFolder: Sendable {
    /// Where it is.
    public let path: String
    private let queue = DispatchQueue(label: "luna.keys")

    /// The folder is made, with those above it, when a file is first written.
    public init(_ path: String) {
        self.path = path
    }

    /// The content of a file; `nil` when there is none.
    /// - Throws: `LunaError` `keys.invalid` when others can read it or it cannot be read.
    public func read(_ name: String) async throws -> [UInt8]? {
        try await onQueue { try self.content(name) }
    }

    /// The names of all files, sorted.
    public func names() async throws -> [String] {
        try await onQueue {
            guard let folder = opendir(self.path) else {
                if errno == ENOENT { return [] }
                throw self.failure("")
            }
            defer { closedir(folder) }
            var names: [String] = []
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                if !name.hasPrefix(".") { names.append(name) }
            }
            return names.sorted()
        }
    }

    /// Makes a file, whole or not at all, unless there is one of that name already.
    /// - Returns: the content that is there now: of two writers at once the first one's.
    public func create(_ name: String, _ content: [UInt8]) async throws -> [UInt8] {
        try await onQueue {
            let aside = try self.writeAside(name, content)
            defer { unlink(aside) }
            guard link(aside, self.file(name)) == 0 || errno == EEXIST else { throw self.failure(name) }
            guard let there = try self.content(name) else { throw self.failure(name) }
            return there
        }
    }

    /// Puts `content` in the place of what a file held.
    public func replace(_ name: String, _ content: [UInt8]) async throws {
        try await onQueue {
            let aside = try self.writeAside(name, content)
            guard rename(aside, self.file(name)) == 0 else {
                let failure = self.failure(name)
                unlink(aside)
                throw failure
            }
        }
    }

    private func file(_ name: String) -> String { "\(path)/\(name)" }

    private func writeAside(_ name: String, _ content: [UInt8]) throws -> String {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST || errno == EISDIR else { throw failure("") }
        }
        let aside = file(".\(name).\(getpid()).\(UInt64.random(in: 0 ... .max))")
        let descriptor = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(name) }
        var written = 0
        while written < content.count {
            let count = content[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                let failure = failure(name)
                close(descriptor)
                unlink(aside)
                throw failure
            }
            written += count
        }
        // A key that is gone after a crash takes all with it that was encrypted under it.
        guard fsync(descriptor) == 0, close(descriptor) == 0 else { throw failure(name) }
        return aside
    }

    private func content(_ name: String) throws -> [UInt8]? {
        let descriptor = open(file(name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(name)
        }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw failure(name) }
        guard facts.st_mode & 0o077 == 0 else {
            throw KeyFailure.invalid("others can read this file; run chmod 600 and make a new key.", path: file(name))
        }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while content.count < 1 << 20 {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return content }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(name)
            }
            content += chunk[..<count]
        }
        throw KeyFailure.invalid("too large for a key.", path: file(name))
    }

    private func failure(_ name: String) -> LunaError {
        KeyFailure.invalid("\(String(cString: strerror(errno))).", path: name.isEmpty ? path : file(name))
    }

    private func onQueue<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
