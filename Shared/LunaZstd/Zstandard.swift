import CZstd
import LunaCore

/// Zstandard (RFC 8878) for stored content and backups.
package enum Zstandard {
    /// - Parameter level: 1 (fast) to 19 (small).
    package static func compress(_ bytes: [UInt8], level: Int32 = 3) throws -> [UInt8] {
        let bound = ZSTD_compressBound(bytes.count)
        var size = 0
        let out = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
            size = ZSTD_compress(buffer.baseAddress, bound, bytes, bytes.count, level)
            count = ZSTD_isError(size) == 0 ? size : 0
        }
        guard ZSTD_isError(size) == 0 else { throw failure("compress") }
        return out
    }

    /// - Parameter size: how long the content is, as recorded when it was stored.
    package static func decompress(_ bytes: [UInt8], size: Int) throws -> [UInt8] {
        var produced = 0
        let out = [UInt8](unsafeUninitializedCapacity: max(size, 1)) { buffer, count in
            produced = ZSTD_decompress(buffer.baseAddress, size, bytes, bytes.count)
            count = ZSTD_isError(produced) == 0 ? produced : 0
        }
        guard ZSTD_isError(produced) == 0, produced == size else { throw failure("decompress") }
        return out
    }

    private static func failure(_ verb: String) -> LunaError {
        LunaError(
            "blob.corrupt", .internal, "Stored content could not be \(verb)ed; restore it from a backup.",
            isRetryable: false)
    }
}
