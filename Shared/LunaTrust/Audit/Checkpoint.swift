import LunaCore

/// The head of a tenant's audit chain at one moment, signed, to be kept where nobody who runs the audit trail can change
/// it: whoever has one proves that entries up to it were rewritten or cut off, even by somebody who has all keys.
public enum Checkpoint {
    /// What is signed: canonical JSON of all fields but the signature.
    public static func content(
        tenant: String, sequence: UInt64, mac: String, at: Int64, signer: String
    ) throws -> [UInt8] {
        let value: JSONValue = [
            "type": "luna.audit.checkpoint.1", "tenant": .string(tenant), "sequence": .string(String(sequence)),
            "mac": .string(mac), "at": .string(String(at)), "signer": .string(signer),
        ]
        return try value.canonical()
    }
}
