import LunaCore

/// A JSON object with its signature inside: the member `signature` holds algorithm, key id and value; signed is the
/// canonical form (RFC 8785) of the object without that member's `value`, so the algorithm and the key are signed, too.
public enum SignedDocument {
    /// The member that holds the signature.
    public static let member = "signature"

    /// Signs `document`; a signature that it has is replaced.
    /// - Throws: `LunaError` `signature.document` when it is no object; `json.not_canonical`; `signature.failed`.
    public static func sign(_ document: JSONValue, with key: SigningKey) throws -> JSONValue {
        guard case .object(var members) = document else { throw notAnObject }
        let verifying = key.verifyingKey
        var signature: [String: JSONValue] = [
            "algorithm": .string(verifying.algorithm.rawValue), "key": .string(verifying.id),
        ]
        members[member] = .object(signature)
        let value = try key.sign(try JSONValue.object(members).canonical())
        signature["value"] = .string(TextForm.base64(value))
        members[member] = .object(signature)
        return .object(members)
    }

    /// Checks the signature of `document`.
    /// - Parameter keys: those that are trusted.
    /// - Returns: the key that signed it.
    /// - Throws: `LunaError` `signature.missing`, `signature.unknown_key`, `signature.invalid`; `json.not_canonical`.
    @discardableResult
    public static func verify(_ document: JSONValue, trusting keys: [VerifyingKey]) throws -> VerifyingKey {
        guard case .object(var members) = document else { throw notAnObject }
        guard case .object(var signature)? = members[member], signature.count == 3,
            let algorithm = signature["algorithm"]?.stringValue, let id = signature["key"]?.stringValue,
            let value = signature["value"]?.stringValue
        else {
            throw LunaError(
                "signature.missing", .permission,
                "The document is not signed: it needs the member 'signature' with algorithm, key and value.")
        }
        guard let key = keys.first(where: { $0.id == id }) else {
            throw LunaError(
                "signature.unknown_key", .permission,
                "The document was signed with the key '\(id.prefix(64))', which is not trusted here.")
        }
        signature["value"] = nil
        members[member] = .object(signature)
        let signed = try JSONValue.object(members).canonical()
        guard algorithm == key.algorithm.rawValue, let bytes = TextForm.bytes(base64: value),
            key.isValid(bytes, for: signed)
        else {
            throw LunaError(
                "signature.invalid", .permission,
                "The signature does not fit: the document was altered after it was signed.")
        }
        return key
    }

    private static let notAnObject = LunaError("signature.document", .validation, "Only a JSON object can be signed.")
}
