import LunaCore

/// Writes a ZIP archive (PKWARE APPNOTE 6.3.9), byte for byte the same for the same files: sorted, with a fixed time.
struct ZIPArchive {
    /// A file of the archive.
    struct Entry: Sendable {
        let path: String
        let content: [UInt8]
        let executable: Bool
    }

    private var out: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    /// - Parameter root: folder in which everything lies inside the archive, so that unpacking does not litter.
    /// - Throws: `LunaError` `assemble.too_large` beyond what a ZIP without the 64-bit extension holds.
    static func make(root: String, _ entries: [Entry]) throws -> [UInt8] {
        var archive = ZIPArchive()
        for entry in entries.sorted(by: { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }) {
            try archive.add("\(root)/\(entry.path)", entry)
        }
        return try archive.finish()
    }

    private mutating func add(_ path: String, _ entry: Entry) throws {
        let name = Array(path.utf8)
        let packed = try Deflate.compress(entry.content)
        let useDeflate = packed.count < entry.content.count
        let body = useDeflate ? packed : entry.content
        guard out.count + body.count < Int(UInt32.max) - 65_536, entry.content.count < Int(UInt32.max), count < 65_000
        else {
            throw LunaError(
                "assemble.too_large", .resource, "The package would have more than 4 GiB or 65,000 files.",
                isRetryable: false)
        }
        let offset = UInt32(out.count)
        var common: [UInt8] = []
        put16(20, &common)  // version needed: 2.0, for deflate
        put16(0x0800, &common)  // names are UTF-8
        put16(useDeflate ? 8 : 0, &common)
        put16(0, &common)  // 00:00:00
        put16(0x21, &common)  // 1980-01-01, the first day that the format knows
        put32(Deflate.crc32(entry.content), &common)
        put32(UInt32(body.count), &common)
        put32(UInt32(entry.content.count), &common)
        put16(UInt16(name.count), &common)
        put16(0, &common)

        put32(0x0403_4b50, &out)
        out += common + name + body

        put32(0x0201_4b50, &directory)
        put16(0x0314, &directory)  // made on Unix
        directory += common
        put16(0, &directory)  // comment
        put16(0, &directory)  // disk
        put16(0, &directory)  // internal attributes
        put32(UInt32(entry.executable ? 0o100755 : 0o100644) << 16, &directory)
        put32(offset, &directory)
        directory += name
        count += 1
    }

    private mutating func finish() throws -> [UInt8] {
        let start = UInt32(out.count)
        out += directory
        put32(0x0605_4b50, &out)
        put16(0, &out)
        put16(0, &out)
        put16(UInt16(count), &out)
        put16(UInt16(count), &out)
        put32(UInt32(directory.count), &out)
        put32(start, &out)
        put16(0, &out)
        return out
    }

    private func put16(_ value: UInt16, _ bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: value))
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
    }

    private func put32(_ value: UInt32, _ bytes: inout [UInt8]) {
        put16(UInt16(truncatingIfNeeded: value), &bytes)
        put16(UInt16(truncatingIfNeeded: value >> 16), &bytes)
    }
}
