import CZlib
import LunaCore

/// Raw deflate (RFC 1951) and CRC-32 (ISO 3309), by zlib.
enum Deflate {
    /// - Throws: `LunaError` `assemble.compress_failed` when memory runs out.
    static func compress(_ bytes: [UInt8], level: Int32 = 6) throws -> [UInt8] {
        var stream = z_stream()
        guard luna_deflate_init_raw(&stream, level) == Z_OK else { throw failure }
        defer { deflateEnd(&stream) }
        let bound = Int(deflateBound(&stream, UInt(bytes.count)))
        var input = bytes
        var status: Int32 = Z_OK
        let out = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
            input.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(bound)
                status = deflate(&stream, Z_FINISH)
            }
            count = status == Z_STREAM_END ? Int(stream.total_out) : 0
        }
        guard status == Z_STREAM_END else { throw failure }
        return out
    }

    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        UInt32(truncatingIfNeeded: CZlib.crc32(0, bytes, UInt32(bytes.count)))
    }

    private static var failure: LunaError {
        LunaError(
            "assemble.compress_failed", .resource, "A file could not be compressed; the machine may be out of memory.")
    }
}
