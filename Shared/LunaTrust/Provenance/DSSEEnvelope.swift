import LunaCore

/// Dead Simple Signing Envelope, version 1.0.2: a payload with signatures over its type and bytes.
public struct DSSEEnvelope: Sendable {
    /// Of in-toto statements.
    public static let inTotoType = "application/vnd.in-toto+json"

    /// What the payload is.
    public var payloadType: String
    /// What is signed.
    public var payload: [UInt8]
    /// Key ids and signatures.
    public private(set) var signatures: [(keyID: String, value: [UInt8])] = []

    /// A payload without signatures.
    public init(payloadType: String, payload: [UInt8]) {
        self.payloadType = payloadType
        self.payload = payload
    }

    /// Reads the envelope's JSON form.
    /// - Throws: `LunaError` `provenance.malformed`.
    public init(json: JSONValue) throws {
        guard let type = json["payloadType"]?.stringValue, let text = json["payload"]?.stringValue,
            let payload = TextForm.bytes(base64: text), let list = json["signatures"]?.arrayValue, list.count <= 64
        else { throw Self.malformed }
        payloadType = type
        self.payload = payload
        for entry in list {
            guard let value = entry["sig"]?.stringValue.flatMap({ TextForm.bytes(base64: $0) }) else {
                throw Self.malformed
            }
            signatures.append((entry["keyid"]?.stringValue ?? "", value))
        }
    }

    /// The envelope's JSON form.
    public var json: JSONValue {
        [
            "payloadType": .string(payloadType), "payload": .string(TextForm.base64(payload)),
            "signatures": .array(
                signatures.map { ["keyid": .string($0.keyID), "sig": .string(TextForm.base64($0.value))] }),
        ]
    }

    /// Adds a signature.
    /// - Throws: `LunaError` `signature.failed`.
    public mutating func sign(with key: SigningKey) throws {
        signatures.append((key.verifyingKey.id, try key.sign(preAuthenticationEncoding)))
    }

    /// Checks that a trusted key has signed. Key ids are hints only, as the specification has it: they choose between error messages.
    /// - Returns: the keys that did.
    /// - Throws: `LunaError` `signature.missing`, `signature.unknown_key` (somebody else says to have signed it),
    ///   `signature.invalid` (altered).
    @discardableResult
    public func verify(trusting keys: [VerifyingKey]) throws -> [VerifyingKey] {
        guard !signatures.isEmpty else {
            throw LunaError("signature.missing", .permission, "Nobody has signed this envelope.")
        }
        let signed = preAuthenticationEncoding
        let good = keys.filter { key in signatures.contains { key.isValid($0.value, for: signed) } }
        guard good.isEmpty else { return good }
        let named = signatures.map(\.keyID).filter { !$0.isEmpty }
        if !named.isEmpty, !named.contains(where: { id in keys.contains { $0.id == id } }) {
            throw LunaError(
                "signature.unknown_key", .permission,
                "This was signed with the key '\(named[0].prefix(64))', which is not among the trusted ones.")
        }
        throw LunaError(
            "signature.invalid", .permission,
            "The signature does not fit: the statement was altered after it was signed, or comes from somebody else.")
    }

    /// PAE of the specification: what is signed.
    var preAuthenticationEncoding: [UInt8] {
        Array("DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) ".utf8) + payload
    }

    private static let malformed = LunaError(
        "provenance.malformed", .validation,
        "This is no DSSE envelope: it needs payloadType, payload and signatures, with base64 contents.")
}
