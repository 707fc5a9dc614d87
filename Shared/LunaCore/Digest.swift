import Crypto

/// A SHA-256 digest (FIPS 180-4), written as 64 lower-case hexadecimal digits. It names content in the whole product.
public struct Digest: Sendable, Hashable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    public let hex: String

    /// The digest of `bytes`.
    public init(of bytes: some Sequence<UInt8>) {
        var hasher = SHA256()
        let done: Void? = bytes.withContiguousStorageIfAvailable {
            hasher.update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if done == nil { hasher.update(data: Array(bytes)) }
        self.hex = Self.hexadecimal(hasher.finalize())
    }

    /// The digest of the UTF-8 form of `text`.
    public init(of text: String) { self.init(of: Array(text.utf8)) }

    /// - Throws: `LunaError` `digest.invalid` unless `hex` is 64 lower-case hexadecimal digits.
    public init(hex: String) throws {
        let valid =
            hex.utf8.count == 64
            && hex.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
        guard valid else {
            throw LunaError("digest.invalid", .validation, "A digest is 64 lower-case hexadecimal digits (SHA-256).")
        }
        self.hex = hex
    }

    public var description: String { hex }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(64)
        for byte in bytes {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }
}

/// SHA-256 over data that comes in pieces. Not thread-safe; use one per stream.
public struct DigestBuilder {
    private var hasher = SHA256()
    public init() {}
    public mutating func update(_ bytes: some Sequence<UInt8>) {
        let done: Void? = bytes.withContiguousStorageIfAvailable {
            hasher.update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if done == nil { hasher.update(data: Array(bytes)) }
    }
    /// The digest of everything so far.
    public func finish() -> Digest {
        Digest(finalized: hasher.finalize())
    }
}

extension Digest {
    fileprivate init(finalized: SHA256.Digest) {
        self.hex = Self.hexadecimal(finalized)
    }
}
