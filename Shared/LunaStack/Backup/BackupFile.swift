import Glibc
import LunaCore
import LunaTrust
import LunaZstd
import Synchronization

/// The file of a backup: `LUNABK01`, the length of the header (4 bytes, big-endian), the header (JSON, readable), then sealed
/// pieces (``SealedFile``), each after its length (4 bytes, big-endian; the highest bit marks the last).
///
/// Inside a piece: one byte for its kind, then its content, compressed with Zstandard after 4 bytes with its size.
enum BackupFile {
    static let magic = Array("LUNABK01".utf8)
    /// What this program writes, and the newest that it reads.
    static let format: Int64 = 1
    /// Content of a piece at most, in bytes.
    static let pieceSize = 1 << 20
    static let lastMark: UInt32 = 1 << 31
    /// Nothing that was written here is longer.
    static let longestPiece = UInt32(pieceSize + (1 << 16))

    enum Kind: UInt8 {
        /// Name of the entry that begins.
        case begin = 1
        case data = 2
        /// The manifest: the last piece.
        case manifest = 3
    }

    static func big(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
    static func number(_ bytes: some Collection<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }

    static func cut(_ path: String) -> LunaError {
        LunaError(
            "backup.cut", .validation, "\(path) ends before its end: it was cut off. Use another backup.",
            isRetryable: false)
    }

    static func failed(_ path: String, _ what: String) -> LunaError {
        LunaError(
            "backup.unwritable", .resource, "\(path) \(what): \(String(cString: strerror(errno))).", isRetryable: false)
    }
}

/// Writes a backup beside its place and puts it there when it is whole and on the disk. Calls block and come one after the
/// other; thread-safe.
final class BackupWriter: Sendable {
    private struct State {
        var place: UInt64 = 0
        var pending: [UInt8] = []
        var entry: (name: String, size: Int64, digest: DigestBuilder)?
        var entries: [BackupEntry] = []
        var written: Int64 = 0
    }
    private let path: String
    private let temporary: String
    private let descriptor: Int32
    private let sealed: SealedFile
    private let state = Mutex(State())

    /// - Throws: `LunaError` `backup.exists`, `backup.unwritable`, `seal.secret_weak`.
    init(path: String, about: [String: JSONValue], secret: SealedFile.Secret) throws {
        guard !Files.exists(path) else {
            throw LunaError("backup.exists", .conflict, "\(path) is there already: a backup replaces nothing.")
        }
        sealed = try SealedFile(
            creating: about.merging(["format": .number(JSONNumber(BackupFile.format))]) { _, new in new },
            secret: secret)
        self.path = path
        temporary = "\(path).\(getpid()).partial"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BackupFile.failed(path, "cannot be written") }
        do {
            try put(BackupFile.magic + BackupFile.big(UInt32(sealed.header.count)) + sealed.header)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    deinit {
        close(descriptor)
        unlink(temporary)
    }

    /// Bytes of the file so far.
    var written: Int64 { state.withLock { $0.written } }

    /// Begins an entry; what follows is its content.
    func begin(_ name: String) throws {
        try finishEntry()
        try piece(.begin, Array(name.utf8), isLast: false)
        state.withLock { $0.entry = (name, 0, DigestBuilder()) }
    }

    func add(_ bytes: [UInt8]) throws {
        var start = 0
        while start < bytes.count {
            let full = state.withLock { state -> [UInt8]? in
                let end = min(bytes.count, start + BackupFile.pieceSize - state.pending.count)
                state.pending += bytes[start..<end]
                start = end
                guard state.pending.count == BackupFile.pieceSize else { return nil }
                defer { state.pending.removeAll(keepingCapacity: true) }
                return state.pending
            }
            if let full { try content(full) }
        }
    }

    func add(entry name: String, _ bytes: [UInt8]) throws {
        try begin(name)
        try add(bytes)
    }

    /// Writes the manifest and puts the file into its place.
    /// - Returns: the manifest, with what the writer knows.
    func finish(_ manifest: [String: JSONValue]) throws -> BackupManifest {
        try finishEntry()
        let entries = state.withLock { $0.entries }
        let whole = manifest.merging(["entries": .array(entries.map(\.json))]) { _, new in new }
        try piece(.manifest, JSONValue.object(whole).serialized(), isLast: true)
        guard fsync(descriptor) == 0 else { throw BackupFile.failed(path, "cannot be written to the disk") }
        guard link(temporary, path) == 0 else { throw BackupFile.failed(path, "cannot be put into its place") }
        unlink(temporary)
        // The name has to be on the disk as well.
        let folder = open(path.lastIndex(of: "/").map { String(path[...$0]) } ?? ".", O_RDONLY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
        return try BackupManifest(.object(whole))
    }

    private func finishEntry() throws {
        let rest = state.withLock { state -> [UInt8] in
            defer { state.pending = [] }
            return state.pending
        }
        if !rest.isEmpty { try content(rest) }
        state.withLock { state in
            guard let entry = state.entry else { return }
            state.entries.append(BackupEntry(name: entry.name, size: entry.size, sha256: entry.digest.finish().hex))
            state.entry = nil
        }
    }

    private func content(_ bytes: [UInt8]) throws {
        state.withLock {
            $0.entry?.digest.update(bytes)
            $0.entry?.size += Int64(bytes.count)
        }
        try piece(.data, bytes, isLast: false)
    }

    private func piece(_ kind: BackupFile.Kind, _ bytes: [UInt8], isLast: Bool) throws {
        let plain = [kind.rawValue] + BackupFile.big(UInt32(bytes.count)) + (try Zstandard.compress(bytes))
        let place = state.withLock { state -> UInt64 in
            defer { state.place += 1 }
            return state.place
        }
        let piece = try sealed.seal(plain, place: place, isLast: isLast)
        try put(BackupFile.big(UInt32(piece.count) | (isLast ? BackupFile.lastMark : 0)) + piece)
    }

    private func put(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw BackupFile.failed(path, "cannot be written") }
            rest = rest.dropFirst(count)
        }
        state.withLock { $0.written += Int64(bytes.count) }
    }
}
