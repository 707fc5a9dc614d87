import Glibc
import LunaCore
import LunaTrust
import LunaZstd

/// Reads a backup from its beginning to its end and checks everything on the way. Calls block. Not to be shared.
struct BackupReader {
    private let path: String
    private let secret: SealedFile.Secret

    init(path: String, secret: SealedFile.Secret) {
        self.path = path
        self.secret = secret
    }

    /// - Parameters:
    ///   - begin: is told the name of each entry.
    ///   - data: is given the content of the entry that began last, piece by piece.
    /// - Throws: `LunaError` `backup.unreadable`, `backup.not_one`, `backup.newer`, `backup.cut`, `backup.damaged`,
    ///   `seal.secret_wrong`; what the closures throw. Until it returns nothing is sure but single pieces.
    @discardableResult
    func read(begin: (String) throws -> Void = { _ in }, data: ([UInt8]) throws -> Void = { _ in }) throws
        -> BackupManifest
    {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw LunaError(
                "backup.unreadable", .resource, "\(path) cannot be read: \(String(cString: strerror(errno))).",
                isRetryable: false)
        }
        defer { close(descriptor) }
        let sealed = try header(descriptor)
        var found: [BackupEntry] = []
        var current: (name: String, size: Int64, digest: DigestBuilder)?
        func finishEntry() {
            guard let entry = current else { return }
            found.append(BackupEntry(name: entry.name, size: entry.size, sha256: entry.digest.finish().hex))
            current = nil
        }
        var place: UInt64 = 0
        while true {
            let mark = BackupFile.number(try take(4, descriptor))
            let length = mark & ~BackupFile.lastMark
            let isLast = mark & BackupFile.lastMark != 0
            guard length <= BackupFile.longestPiece else { throw damaged(place) }
            let (kind, content) = try piece(try take(Int(length), descriptor), place, isLast, sealed)
            place += 1
            switch kind {
            case .begin:
                finishEntry()
                let name = String(decoding: content, as: UTF8.self)
                current = (name, 0, DigestBuilder())
                try begin(name)
            case .data:
                current?.digest.update(content)
                current?.size += Int64(content.count)
                try data(content)
            case .manifest:
                guard isLast else { throw damaged(place) }
                finishEntry()
                let manifest = try BackupManifest(try JSONParser.parse(content))
                var more: UInt8 = 0
                guard manifest.entries == found, Glibc.read(descriptor, &more, 1) == 0 else { throw damaged(place) }
                return manifest
            }
        }
    }

    private func header(_ descriptor: Int32) throws -> SealedFile {
        guard let start = try? take(BackupFile.magic.count + 4, descriptor), start.starts(with: BackupFile.magic) else {
            throw LunaError("backup.not_one", .validation, "\(path) is no backup of LunaCore.", isRetryable: false)
        }
        let length = BackupFile.number(start.suffix(4))
        guard length <= 1 << 16 else { throw damaged(0) }
        let header = try take(Int(length), descriptor)
        if let format = (try? JSONParser.parse(header))?["format"]?.intValue, format > BackupFile.format {
            throw LunaError(
                "backup.newer", .conflict,
                "\(path) was made by a newer luna (format \(format); this one reads up to \(BackupFile.format)). Use that one.",
                isRetryable: false)
        }
        return try SealedFile(opening: header, secret: secret)
    }

    private func piece(_ bytes: [UInt8], _ place: UInt64, _ isLast: Bool, _ sealed: SealedFile) throws -> (
        BackupFile.Kind, [UInt8]
    ) {
        guard let plain = try? sealed.open(bytes, place: place, isLast: isLast), plain.count >= 5,
            let kind = BackupFile.Kind(rawValue: plain[0])
        else { throw damaged(place) }
        let size = Int(BackupFile.number(plain[1..<5]))
        guard size <= max(BackupFile.pieceSize, plain.count * 1024) else { throw damaged(place) }
        return (kind, try Zstandard.decompress(Array(plain[5...]), size: size))
    }

    private func take(_ count: Int, _ descriptor: Int32) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var have = 0
        while have < count {
            let got = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress?.advanced(by: have), count - have)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw BackupFile.cut(path) }
            have += got
        }
        return bytes
    }

    private func damaged(_ place: UInt64) -> LunaError {
        LunaError(
            "backup.damaged", .validation,
            "\(path) was damaged or altered (piece \(place)). Use another backup; nothing of this one can be trusted.",
            isRetryable: false)
    }
}
