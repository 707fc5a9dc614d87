import Dispatch
import Glibc
import LunaCore
import LunaMessages
import LunaTrust
import Synchronization

/// Audit entries of one process on the local disk, append-only, until they are in the audit trail: for actions that no
/// transaction of a database belongs to. An entry is on the disk (`fdatasync(2)`) before ``append(_:)`` returns; what
/// many tasks append at once is synchronised once.
///
/// In its folder, a process holds the first slot that nobody else holds (`audit-<slot>.lock`, `flock(2)`). A slot has a name
/// of its own, which numbers its entries for each tenant without gaps, over all processes that ever held it
/// (`audit-<slot>.source`), and segments (`audit-<slot>.<number>.log`), which go when all in them is in the trail. A record
/// that a crash has torn is recognised by its digest. Thread-safe; file calls run on a queue of their own, because they
/// block.
final class AuditSpool: AuditSource {
    /// What is in the files. Touched on the queue only, so that the lock is never waited for.
    private struct Files {
        var source = ""
        /// The newest number of each tenant.
        var counters: [String: UInt64] = [:]
        /// Numbers of the segments, oldest first; the last one is written to.
        var segments: [UInt64] = []
        var descriptor: Int32 = -1
        /// Bytes of the last segment, and of all.
        var size = 0
        var total = 0
        /// Everything before this place is in the trail.
        var done = Place(segment: 0, offset: 0)
    }
    private struct Place { var segment: UInt64, offset: Int }
    private struct Request { var entry: AuditEntry; let reply: CheckedContinuation<Void, any Error> }

    private let prefix: String
    private let lock: Int32
    private let capacity: Int
    private let segmentSize: Int
    private let queue = DispatchQueue(label: "luna.audit.spool")
    private let files = Mutex(Files())
    private let requests = Mutex<[Request]>([])

    /// Takes the first free slot of the folder.
    /// - Parameters:
    ///   - directory: made when it does not exist.
    ///   - capacity: most bytes of all segments.
    ///   - segmentSize: bytes after which the next segment begins.
    /// - Throws: `LunaError` `file.unwritable`.
    convenience init(
        directory: String, service: String, capacity: Int = 256 << 20, segmentSize: Int = 1 << 20
    ) throws {
        try SmallFile.makeDirectory(directory)
        for slot in 0..<1000 {
            guard let lock = try Self.take("\(directory)/audit-\(slot).lock") else { continue }
            try self.init(
                prefix: "\(directory)/audit-\(slot)", lock: lock, service: service, capacity: capacity,
                segmentSize: segmentSize)
            return
        }
        throw LunaError("file.unwritable", .resource, "There is no free slot for a spool in '\(directory)'.")
    }

    /// The spools of processes that are gone, with what they could not send any more.
    static func orphans(directory: String, service: String) -> [AuditSpool] {
        (0..<1000).prefix { access("\(directory)/audit-\($0).lock", F_OK) == 0 }.compactMap { slot in
            guard let lock = (try? take("\(directory)/audit-\(slot).lock")) ?? nil else { return nil }
            return try? AuditSpool(
                prefix: "\(directory)/audit-\(slot)", lock: lock, service: service, capacity: 256 << 20,
                segmentSize: 1 << 20)
        }
    }

    private init(prefix: String, lock: Int32, service: String, capacity: Int, segmentSize: Int) throws {
        self.prefix = prefix
        self.lock = lock
        self.capacity = capacity
        self.segmentSize = segmentSize
        try files.withLock { try load(&$0, service) }
    }

    deinit {
        close(lock)
        let descriptor = files.withLock(\.descriptor)
        if descriptor >= 0 { close(descriptor) }
    }

    /// Numbers an entry, adds it and waits until it is on the disk.
    /// - Throws: `LunaError` `audit.full` when there is no room, `file.unwritable` with the system's reason.
    func append(_ entry: AuditEntry) async throws {
        try await withCheckedThrowingContinuation { (reply: CheckedContinuation<Void, any Error>) in
            let isFirst = requests.withLock { requests in
                requests.append(Request(entry: entry, reply: reply))
                return requests.count == 1
            }
            if isFirst { queue.async { self.writeRequests() } }
        }
    }

    // MARK: AuditSource

    func waiting(limit: Int) async throws -> AuditPortion {
        try await onQueue { try self.files.withLock { try self.read(&$0, limit) } }
    }

    func settle(_ portion: AuditPortion) async throws {
        let parts = portion.mark.split(separator: "/").compactMap { UInt64($0) }
        guard parts.count == 2 else { return }
        try await onQueue {
            try self.files.withLock { try self.settle(&$0, Place(segment: parts[0], offset: Int(parts[1]))) }
        }
    }

    private func onQueue<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }

    // MARK: On the queue

    private func writeRequests() {
        let due = requests.withLock { requests in
            defer { requests = [] }
            return requests
        }
        let result = Result { try files.withLock { try write(&$0, due.map(\.entry)) } }
        for request in due { request.reply.resume(with: result) }
    }

    private func write(_ files: inout Files, _ entries: [AuditEntry]) throws {
        var counters = files.counters
        var text = ""
        for var entry in entries {
            entry.source = files.source
            entry.sourceSequence = counters[entry.tenant, default: 0] + 1
            counters[entry.tenant] = entry.sourceSequence
            let record = try entry.serialized()
            // A line feed on both sides keeps a torn record of a crash from swallowing this one.
            text += "\n\(TextForm.base64(record)) \(Digest(of: record).hex)\n"
        }
        guard files.total + text.utf8.count <= capacity else {
            throw LunaError(
                "audit.full", .resource,
                "The spool \(prefix) of audit entries is full (\(capacity) bytes): restore the bus and the security service."
            )
        }
        if files.size >= segmentSize { try beginSegment(&files) }
        do {
            try Self.put(files.descriptor, Array(text.utf8), prefix)
            guard fdatasync(files.descriptor) == 0 else { throw Self.unwritable(prefix) }
        } catch {
            // The numbers are given again: nothing of this attempt may stay.
            ftruncate(files.descriptor, off_t(files.size))
            throw error
        }
        files.counters = counters
        files.size += text.utf8.count
        files.total += text.utf8.count
    }

    private func beginSegment(_ files: inout Files) throws {
        let number = (files.segments.last ?? 0) + 1
        let descriptor = open(path(number), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.unwritable(path(number)) }
        if files.descriptor >= 0 { close(files.descriptor) }
        files.descriptor = descriptor
        files.segments.append(number)
        files.size = Int(lseek(descriptor, 0, SEEK_END))
        try syncFolder()
    }

    private func read(_ files: inout Files, _ limit: Int) throws -> AuditPortion {
        var portion = AuditPortion()
        var place = files.done
        for segment in files.segments where segment >= place.segment {
            if segment > place.segment { place = Place(segment: segment, offset: 0) }
            let bytes = try SegmentReader.read(path(segment), from: place.offset)
            var reader = SegmentReader(bytes)
            while portion.entries.count < limit, let line = reader.next() {
                place.offset += line.count + 1
                guard !line.isEmpty else { continue }
                // The number of one that is damaged will be missing in the trail, which tells.
                if let entry = Self.entry(line) { portion.entries.append(entry) }
            }
            if portion.entries.count >= limit { break }
        }
        let hasMoved = place.segment > files.done.segment || place.offset > files.done.offset
        if hasMoved { portion.mark = "\(place.segment)/\(place.offset)" }
        return portion
    }

    private func settle(_ files: inout Files, _ place: Place) throws {
        files.done = place
        let isAll = place.segment == files.segments.last && place.offset >= files.size
        // Rarely: each time costs a few writes.
        if isAll, files.size >= 64 << 10 { try beginSegment(&files) }
        let last = files.segments.last ?? 0
        let over = files.segments.filter { $0 < last && ($0 < place.segment || isAll) }
        guard !over.isEmpty else { return }
        // First the numbers, which only the entries know otherwise.
        try writeSource(files)
        for number in over {
            var status = stat()
            if stat(path(number), &status) == 0 { files.total -= Int(status.st_size) }
            unlink(path(number))
        }
        files.segments.removeAll(where: over.contains)
        if let first = files.segments.first, files.done.segment < first {
            files.done = Place(segment: first, offset: 0)
        }
    }

    // MARK: Files

    private func path(_ segment: UInt64) -> String { "\(prefix).\(segment).log" }

    private func load(_ files: inout Files, _ service: String) throws {
        if let bytes = try? SmallFile.read("\(prefix).source"), let saved = try? JSONParser.parse(bytes),
            let source = saved["source"]?.stringValue
        {
            files.source = source
            for (tenant, number) in saved["counters"]?.objectValue ?? [:] {
                files.counters[tenant] = number.stringValue.flatMap { UInt64($0) }
            }
        } else {
            files.source = "\(service)/\(TextForm.hex(TextForm.random(8)))"
            try writeSource(files)
        }
        files.segments = Self.numbers(prefix)
        for segment in files.segments {
            var reader = SegmentReader(try SegmentReader.read(path(segment), from: 0))
            files.total += reader.size
            while let line = reader.next() {
                guard let entry = Self.entry(line), entry.source == files.source else { continue }
                files.counters[entry.tenant] = max(files.counters[entry.tenant] ?? 0, entry.sourceSequence)
            }
        }
        if let first = files.segments.first { files.done = Place(segment: first, offset: 0) }
        // What a crash has torn at the end stays behind in its segment.
        try beginSegment(&files)
        if files.segments.count == 1 { files.done = Place(segment: files.segments[0], offset: 0) }
    }

    private func writeSource(_ files: Files) throws {
        let counters = files.counters.mapValues { JSONValue.string(String($0)) }
        let content: JSONValue = ["source": .string(files.source), "counters": .object(counters)]
        try SmallFile.write(content.serialized(), to: "\(prefix).source")
        try syncFolder()
    }

    private func syncFolder() throws {
        let folder = String(prefix[..<(prefix.lastIndex(of: "/") ?? prefix.startIndex)])
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unwritable(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Self.unwritable(folder) }
    }

    private static func numbers(_ prefix: String) -> [UInt64] {
        let cut = prefix.lastIndex(of: "/") ?? prefix.startIndex
        let name = prefix[cut...].dropFirst()
        guard let folder = opendir(String(prefix[..<cut])) else { return [] }
        defer { closedir(folder) }
        var found: [UInt64] = []
        while let item = readdir(folder) {
            let file = withUnsafeBytes(of: &item.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard file.hasPrefix("\(name)."), file.hasSuffix(".log") else { continue }
            if let number = UInt64(file.dropFirst(name.count + 1).dropLast(4)) { found.append(number) }
        }
        return found.sorted()
    }

    /// The lock's descriptor; nil when another process has it.
    private static func take(_ path: String) throws -> Int32? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritable(path) }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
        close(descriptor)
        return nil
    }

    private static func put(_ descriptor: Int32, _ bytes: [UInt8], _ path: String) throws {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw unwritable(path)
            }
            written += count
        }
    }

    private static func unwritable(_ path: String) -> LunaError {
        LunaError(
            "file.unwritable", .resource, "'\(path)': \(String(cString: strerror(errno))).", details: ["path": path])
    }

    private static func entry(_ line: ArraySlice<UInt8>) -> AuditEntry? {
        let parts = line.split(separator: UInt8(ascii: " "))
        guard parts.count == 2, let bytes = TextForm.bytes(base64: String(decoding: parts[0], as: UTF8.self)),
            Digest(of: bytes).hex == String(decoding: parts[1], as: UTF8.self)
        else { return nil }
        return try? AuditEntry(serialized: bytes)
    }
}

/// Lines of a segment; what follows the last line feed is being written, or was torn.
private struct SegmentReader {
    private let bytes: [UInt8]
    private var offset = 0
    var size: Int { bytes.count }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> ArraySlice<UInt8>? {
        guard let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { offset = end + 1 }
        return bytes[offset..<end]
    }

    /// The file from a place on; segments are small.
    static func read(_ path: String, from offset: Int) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        lseek(descriptor, off_t(offset), SEEK_SET)
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return content }
            content += chunk[..<count]
        }
    }
}
