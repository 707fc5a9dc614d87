import Dispatch
import Glibc
import LunaCore

/// A bounded file of records that could not be sent yet. Records survive the process; a record that a crash has torn is
/// recognised by its digest and skipped. Instances of a service on one machine may share the file: every step holds its
/// lock (`flock(2)`). Thread-safe; file calls run on a queue of their own, because they block.
final class AuditSpool: Sendable {
    /// Records read, and how far into the file they reach.
    struct Content: Sendable {
        var records: [[UInt8]] = []
        var damaged = 0
        var end = 0
    }

    let path: String
    private let capacity: Int
    private let queue = DispatchQueue(label: "luna.audit.spool")

    /// - Parameters:
    ///   - directory: made when it does not exist.
    ///   - capacity: most bytes of the file.
    init(directory: String, name: String, capacity: Int = 64 << 20) throws {
        try SmallFile.makeDirectory(directory)
        self.path = directory + "/" + name
        self.capacity = capacity
    }

    /// Adds a record and waits until it is on the disk.
    /// - Throws: `LunaError` `audit.full` when there is no room, `file.unwritable` with the system's reason.
    func append(_ record: [UInt8]) async throws {
        try await onQueue {
            try self.locked { descriptor in
                // A line feed on both sides keeps a torn record of a crash from swallowing this one.
                let line = "\n" + Self.hexadecimal(record) + " " + Digest(of: record).hex + "\n"
                let size = Int(lseek(descriptor, 0, SEEK_END))
                guard size + line.utf8.count <= self.capacity else {
                    throw LunaError(
                        "audit.full", .resource,
                        "The spool \(self.path) of audit entries is full (\(self.capacity) bytes): restore the bus."
                    )
                }
                try Self.put(descriptor, Array(line.utf8), self.path)
                fdatasync(descriptor)
            }
        }
    }

    /// Up to `limit` records from byte `offset` on.
    func read(from offset: Int, limit: Int) async throws -> Content {
        try await onQueue {
            try self.locked { descriptor in try Self.parse(descriptor, from: offset, limit: limit, self.path) }
        }
    }

    /// Empties the file unless something has been added after byte `end`.
    /// - Returns: whether it is empty now.
    func clear(ifEndingAt end: Int) async throws -> Bool {
        try await onQueue {
            try self.locked { descriptor in
                guard Int(lseek(descriptor, 0, SEEK_END)) <= end else { return false }
                return ftruncate(descriptor, 0) == 0
            }
        }
    }

    private func onQueue<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }

    private func locked<Value>(_ body: (Int32) throws -> Value) throws -> Value {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
            let reason = String(cString: strerror(errno))
            if descriptor >= 0 { close(descriptor) }
            throw LunaError("file.unwritable", .resource, "'\(path)': \(reason).", details: ["path": path])
        }
        defer { close(descriptor) }
        return try body(descriptor)
    }

    private static func put(_ descriptor: Int32, _ bytes: [UInt8], _ path: String) throws {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw LunaError(
                    "file.unwritable", .resource, "'\(path)': \(String(cString: strerror(errno))).",
                    details: ["path": path])
            }
            written += count
        }
    }

    private static func parse(_ descriptor: Int32, from offset: Int, limit: Int, _ path: String) throws -> Content {
        var content = Content(end: offset)
        // Another instance may have emptied the file in the meantime.
        if Int(lseek(descriptor, 0, SEEK_END)) < offset { content.end = 0 }
        lseek(descriptor, off_t(content.end), SEEK_SET)
        var line: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while content.records.count < limit {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            for byte in chunk[..<count] {
                if byte == UInt8(ascii: "\n") {
                    content.end += line.count + 1
                    if !line.isEmpty {
                        if let record = record(line) { content.records.append(record) } else { content.damaged += 1 }
                    }
                    line.removeAll(keepingCapacity: true)
                    if content.records.count >= limit { break }
                } else {
                    line.append(byte)
                }
            }
        }
        return content
    }

    private static func record(_ line: [UInt8]) -> [UInt8]? {
        let parts = line.split(separator: UInt8(ascii: " "))
        guard parts.count == 2, let bytes = bytes(parts[0]) else { return nil }
        return Digest(of: bytes).hex == String(decoding: parts[1], as: UTF8.self) ? bytes : nil
    }

    private static func bytes(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        func nibble(_ digit: UInt8) -> UInt8? {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
            default: nil
            }
        }
        guard text.count.isMultiple(of: 2) else { return nil }
        var out: [UInt8] = []
        out.reserveCapacity(text.count / 2)
        for index in stride(from: text.startIndex, to: text.endIndex, by: 2) {
            guard let high = nibble(text[index]), let low = nibble(text[index + 1]) else { return nil }
            out.append(high << 4 | low)
        }
        return out
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count * 2)
        for byte in bytes { out += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: out, as: UTF8.self)
    }
}
