import Glibc
import LunaCore

/// Whole small files: settings, secrets, `/proc`, the port file. They are read and written in one go, so the calling
/// thread is held for microseconds only; large data does not belong here.
public enum SmallFile {
    /// The most that is read, in bytes.
    public static let limit = 4 << 20

    /// The content of the file at `path`.
    /// - Throws: `LunaError` `file.unreadable` with the system's reason, `file.too_large` above ``limit``.
    public static func read(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unusable("file.unreadable", path) }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return content }
            if count < 0 {
                if errno == EINTR { continue }
                throw unusable("file.unreadable", path)
            }
            content.append(contentsOf: chunk[..<count])
            if content.count > limit {
                throw LunaError(
                    "file.too_large", .validation, "'\(path)' is larger than \(limit) bytes, which cannot be right.",
                    details: ["path": path])
            }
        }
    }

    /// Puts `content` at `path` so that a reader sees either the old file or the whole new one (write aside and
    /// rename).
    /// - Parameter mode: permissions of the new file.
    /// - Throws: `LunaError` `file.unwritable` with the system's reason.
    public static func write(_ content: [UInt8], to path: String, mode: mode_t = 0o600) throws {
        let aside = "\(path).\(getpid()).tmp"
        let descriptor = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw unusable("file.unwritable", path) }
        var written = 0
        while written < content.count {
            let count = content[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                let error = unusable("file.unwritable", path)
                close(descriptor)
                unlink(aside)
                throw error
            }
            written += count
        }
        guard close(descriptor) == 0, rename(aside, path) == 0 else {
            let error = unusable("file.unwritable", path)
            unlink(aside)
            throw error
        }
    }

    /// Makes the directory at `path` and those above it, for the owner only.
    /// - Throws: `LunaError` `file.unwritable` with the system's reason.
    public static func makeDirectory(_ path: String) throws {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST || errno == EISDIR else {
                throw unusable("file.unwritable", made)
            }
        }
    }

    private static func unusable(_ code: String, _ path: String) -> LunaError {
        let reason = String(cString: strerror(errno))
        return LunaError(code, .resource, "'\(path)': \(reason).", isRetryable: false, details: ["path": path])
    }
}
