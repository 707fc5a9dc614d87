import Glibc
import LunaCore
import LunaStack

/// Reads and unpacks a ZIP (PKWARE APPNOTE 6.3, without ZIP64 and encryption). What it holds is not trusted: names
/// that lead out of
/// the target, links, and contents that are larger than they say are refused.
struct ZipArchive: Sendable {
    /// One file of the archive.
    struct Entry: Sendable, Hashable {
        var path: String
        var size: Int
        var isExecutable: Bool
        fileprivate var method: Int
        fileprivate var checksum: UInt32
        fileprivate var compressed: Range<Int>
    }

    let entries: [Entry]
    private let bytes: [UInt8]

    /// - Parameter limit: most bytes that all contents may have together.
    /// - Throws: `LunaError` `zip.damaged`, `zip.unsafe`, `zip.too_large`.
    init(_ bytes: [UInt8], limit: Int = 1 << 30) throws {
        func number(_ at: Int, _ width: Int) throws -> Int {
            guard at >= 0, at + width <= bytes.count else { throw Self.damaged("it ends too early") }
            return (0..<width).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
        }
        // The end record is the last thing but a comment of at most 64 KiB.
        guard
            let end = stride(from: bytes.count - 22, through: max(0, bytes.count - 22 - 65_535), by: -1).first(where: {
                (try? number($0, 4)) == 0x0605_4B50
            })
        else { throw Self.damaged("it has no directory") }
        var at = try number(end + 16, 4)
        var list: [Entry] = []
        var total = 0
        for _ in 0..<(try number(end + 10, 2)) {
            guard try number(at, 4) == 0x0201_4B50 else { throw Self.damaged("its directory is broken") }
            let nameLength = try number(at + 28, 2)
            let size = try number(at + 24, 4)
            let header = try number(at + 42, 4)
            let mode = try number(at + 38, 4) >> 16
            guard at + 46 + nameLength <= bytes.count else { throw Self.damaged("its directory is broken") }
            let path = String(decoding: bytes[(at + 46)..<(at + 46 + nameLength)], as: UTF8.self)
            let start = header + 30 + (try number(header + 26, 2)) + (try number(header + 28, 2))
            let length = try number(at + 20, 4)
            guard try number(header, 4) == 0x0403_4B50, start + length <= bytes.count else {
                throw Self.damaged("its directory is broken")
            }
            total += size
            guard total <= limit else {
                throw LunaError(
                    "zip.too_large", .resource, "The ZIP unpacks to more than \(limit >> 20) MB.", isRetryable: false)
            }
            if !path.hasSuffix("/") {
                guard Self.isSafe(path), mode & 0o170000 != 0o120000 else {
                    throw LunaError(
                        "zip.unsafe", .validation,
                        "The ZIP holds '\(Terminal.harmless(path))', which would lead out of its directory.")
                }
                list.append(
                    Entry(
                        path: path, size: size, isExecutable: mode & 0o111 != 0, method: try number(at + 10, 2),
                        checksum: UInt32(try number(at + 16, 4)), compressed: start..<(start + length)))
            }
            at += 46 + nameLength + (try number(at + 30, 2)) + (try number(at + 32, 2))
        }
        self.bytes = bytes
        self.entries = list
    }

    /// The content of an entry, its checksum verified.
    func content(_ entry: Entry) throws -> [UInt8] {
        let packed = bytes[entry.compressed]
        let content: [UInt8]
        switch entry.method {
        case 0: content = Array(packed)
        case 8: content = try Inflate.decompress(packed, size: entry.size)
        default: throw Self.damaged("'\(entry.path)' is compressed by method \(entry.method), which is not supported")
        }
        guard content.count == entry.size, Self.checksum(content) == entry.checksum else {
            throw Self.damaged("'\(entry.path)' has a wrong checksum")
        }
        return content
    }

    /// Writes all files below `directory`.
    /// - Parameter stripping: whether a single directory that holds everything is left out.
    /// - Returns: the number of files.
    @discardableResult
    func unpack(to directory: String, strippingTopDirectory stripping: Bool) throws -> Int {
        let tops = Set(entries.map { $0.path.split(separator: "/", maxSplits: 1)[0] })
        let strip = stripping && tops.count == 1 && entries.allSatisfy { $0.path.contains("/") }
        for entry in entries {
            let path = strip ? String(entry.path.drop { $0 != "/" }.dropFirst()) : entry.path
            let target = "\(directory)/\(path)"
            if let slash = target.lastIndex(of: "/") { try Files.makeDirectory(String(target[..<slash])) }
            try Files.write(try content(entry), to: target, mode: entry.isExecutable ? 0o755 : 0o644)
        }
        return entries.count
    }

    /// Relative, without `..`, empty parts, backslashes and control characters.
    static func isSafe(_ path: String) -> Bool {
        !path.isEmpty && !path.hasPrefix("/") && !path.contains("\\")
            && path.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
            && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                $0 != ".." && $0 != "." && !$0.isEmpty
            }
    }

    static func damaged(_ what: String) -> LunaError {
        LunaError("zip.damaged", .validation, "The ZIP is damaged: \(what).", isRetryable: false)
    }

    /// CRC-32 of ISO-HDLC, as ZIP uses it.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes { value = table[Int((value ^ UInt32(byte)) & 0xFF)] ^ (value >> 8) }
        return value ^ 0xFFFF_FFFF
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }
}
