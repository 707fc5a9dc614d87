import LunaCore
import LunaTrust
import LunaZstd

/// How a piece of a blob is stored: compressed, then encrypted (AES-256-GCM under a data key of its tenant). Each piece is
/// sealed by itself, so that content of any size passes with one piece in memory, and is bound to its tenant, the digest
/// and the size of the whole, and its number: moved, swapped or cut off it does not open.
struct BlobSeal: Sendable {
    let cipher: EnvelopeCipher
    /// Otherwise new pieces are stored as they are, and what is encrypted stays readable.
    let isSealing: Bool
    /// Whether what is not encrypted is not believed at all.
    var isStrict = false
    /// What the data keys are for.
    static let purpose = "artifacts"

    /// The place of a piece.
    struct Place: Sendable {
        let tenant: TenantID
        let sha256: String
        /// Bytes of the whole blob.
        let whole: UInt64
        /// Of the piece, from 0.
        let number: Int

        var associatedData: [UInt8] {
            TextForm.framed([Array(sha256.utf8), Array("\(whole)".utf8), Array("\(number)".utf8)])
        }
    }

    /// What is stored for `content`.
    func close(_ content: [UInt8], at place: Place) async throws -> [UInt8] {
        try await encrypt(try Zstandard.compress(content), at: place)
    }

    /// Encrypts what is compressed already.
    func encrypt(_ compressed: [UInt8], at place: Place) async throws -> [UInt8] {
        guard isSealing else { return compressed }
        return try await cipher.seal(compressed, tenant: place.tenant, associatedData: place.associatedData)
    }

    /// The content again. What is said not to be encrypted opens as well: nothing ties it to its place, so who asks
    /// compares the digest of the whole.
    /// - Parameters:
    ///   - size: of the content.
    ///   - isMarked: whether it is said to be encrypted.
    /// - Throws: `LunaError` `blob.corrupt`, `blob.plain`, `seal.broken`, `keys.…`.
    func open(_ stored: [UInt8], size: Int, isMarked: Bool, at place: Place) async throws -> [UInt8] {
        // A Zstandard frame never begins like something sealed (RFC 8878, section 3.1.1).
        guard EnvelopeCipher.isSealed(stored) else {
            guard !isMarked, !isStrict else {
                throw LunaError(
                    "blob.plain", .permission,
                    "A part of \(place.sha256) is not encrypted although it has to be: somebody has put it there.",
                    isRetryable: false)
            }
            return try Zstandard.decompress(stored, size: size)
        }
        let compressed = try await cipher.open(stored, tenant: place.tenant, associatedData: place.associatedData)
        return try Zstandard.decompress(compressed, size: size)
    }
}
