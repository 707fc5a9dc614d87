import Glibc
import LunaCore

/// The few things that the stack and its command line do with files. All calls are short and may be made from any
/// thread.
package enum Files {
    /// The whole content of a file, or `nil` when it cannot be read.
    /// - Parameter limit: larger files count as unreadable; bytes.
    package static func read(_ path: String, limit: Int = 256 << 20) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0, bytes.count + count <= limit else { return nil }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[0..<count])
        }
    }

    /// The content as text without line ends at its end.
    package static func text(_ path: String, limit: Int = 1 << 20) -> String? {
        guard var bytes = read(path, limit: limit) else { return nil }
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Replaces a file in one step, so that a reader sees the old content or the new one.
    /// - Throws: `LunaError` `file.write_failed`.
    package static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws {
        let temporary = "\(path).\(getpid()).tmp"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure("file.write_failed", path, "cannot be written") }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                unlink(temporary)
                throw failure("file.write_failed", path, "cannot be written")
            }
            rest = rest.dropFirst(count)
        }
        guard rename(temporary, path) == 0 else { throw failure("file.write_failed", path, "cannot be replaced") }
    }

    /// Makes a directory and those above it.
    /// - Throws: `LunaError` `file.write_failed`.
    package static func makeDirectory(_ path: String, mode: mode_t = 0o755) throws {
        var partial = path.hasPrefix("/") ? "" : "."
        let parts = path.split(separator: "/")
        for (index, part) in parts.enumerated() {
            partial += "/" + part
            if mkdir(partial, index == parts.count - 1 ? mode : 0o755) != 0, errno != EEXIST {
                throw failure("file.write_failed", partial, "cannot be made")
            }
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw LunaError(
                "file.write_failed", .resource, "\(path) is there, but it is no directory.", isRetryable: false)
        }
    }

    /// Removes a file or a directory with everything in it; symbolic links are removed, not followed. Nothing there is
    /// fine.
    /// - Throws: `LunaError` `file.remove_failed`.
    package static func remove(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            guard unlink(path) == 0 || errno == ENOENT else {
                throw failure("file.remove_failed", path, "cannot be removed")
            }
            return
        }
        for name in names(in: path) { try remove("\(path)/\(name)") }
        guard rmdir(path) == 0 || errno == ENOENT else {
            throw failure("file.remove_failed", path, "cannot be removed")
        }
    }

    /// The names in a directory, sorted, without `.` and `..`; empty when it cannot be read.
    package static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Whether something is there.
    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether it is there and may be executed.
    package static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }

    /// The current directory.
    package static var currentDirectory: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    /// `path` seen from the current directory, without `.`, `..` and doubled slashes (symbolic links are left alone).
    package static func absolute(_ path: String) -> String {
        var parts: [Substring] = []
        for part in (path.hasPrefix("/") ? path : "\(currentDirectory)/\(path)").split(separator: "/") where part != "."
        {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// `path` with symbolic links followed; `path` itself when it is not there.
    package static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// The last lines of a text file, oldest first.
    package static func tail(_ path: String, lines: Int, bytes: Int = 65_536) -> [String] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        let size = lseek(descriptor, 0, SEEK_END)
        lseek(descriptor, max(0, size - off_t(bytes)), SEEK_SET)
        var buffer = [UInt8](repeating: 0, count: bytes)
        let count = Glibc.read(descriptor, &buffer, bytes)
        guard count > 0 else { return [] }
        return String(decoding: buffer[0..<count], as: UTF8.self).split(whereSeparator: \.isNewline).suffix(lines).map(
            String.init)
    }

    /// Bytes that a normal user may still write where `path` is, or `nil` when that cannot be found out.
    package static func freeBytes(at path: String) -> UInt64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }

    private static func failure(_ code: String, _ path: String, _ what: String) -> LunaError {
        LunaError(code, .resource, "\(path) \(what): \(String(cString: strerror(errno))).", isRetryable: false)
    }
}
