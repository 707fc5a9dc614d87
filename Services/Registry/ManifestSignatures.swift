import LunaCore
import LunaMessages
import LunaServiceKit
import LunaTrust
import Metrics

/// Which manifests are let in: those that a trusted key has signed, or all of them.
///
/// The file of trusted keys is read each time, so that keys come and go while the registry runs.
struct ManifestSignatures: Sendable {
    /// Whether manifests must be signed.
    var isRequired = false
    /// File of trusted keys; `nil` = none.
    var keyFile: String?

    private static let failures = Counter(
        label: "luna_signature_failures_total", dimensions: [("what", "agent manifest")])

    /// A key with the moment at which it stops counting.
    struct TrustedKey: Sendable {
        let key: VerifyingKey
        /// Unix nanoseconds.
        let until: Int64
    }

    /// The manifest, and the key that has signed it (empty when it is not signed).
    /// - Throws: `LunaError` `agent.unsigned`, `signature.…`, `agent.key_expired`, `agent.manifest_differs`,
    ///   `agent.trusted_keys`, `agent.manifest_invalid`.
    func check(_ request: RegisterRequest, at time: Int64) throws -> (manifest: AgentManifest, signedBy: String) {
        do {
            return try checked(request, at: time)
        } catch let error as LunaError where error.errorClass == .permission {
            Self.failures.increment()
            throw error
        }
    }

    private func checked(_ request: RegisterRequest, at time: Int64) throws -> (AgentManifest, String) {
        let keys = try trusted()
        guard !request.signedJson.isEmpty, isRequired || !keys.isEmpty else {
            guard !isRequired else {
                throw LunaError(
                    "agent.unsigned", .permission,
                    "This registry takes signed agents only: sign the manifest (luna sign --document) and give the "
                        + "agent the file (LUNA_AGENT_MANIFEST).")
            }
            guard let manifest = try request.manifest ?? Self.manifest(in: request.signedJson) else {
                throw LunaError(
                    "agent.manifest_invalid", .validation, "Send a manifest with name, version and capabilities.")
            }
            return (manifest, "")
        }
        let document = try JSONParser.parse(request.signedJson)
        let signer = try SignedDocument.verify(document, trusting: keys.map(\.key))
        if let known = keys.first(where: { $0.key.id == signer.id }), known.until <= time {
            throw LunaError(
                "agent.key_expired", .permission,
                "The manifest was signed with the key \(signer.id.prefix(16))…, which has expired here. Sign it with another.",
                details: ["key": signer.id])
        }
        guard let signed = try Self.manifest(in: request.signedJson) else {
            throw LunaError("agent.manifest_invalid", .validation, "The signed document is empty.")
        }
        if let claimed = request.manifest, claimed.json != signed.json {
            throw LunaError(
                "agent.manifest_differs", .permission,
                "The agent says something else of itself than the manifest that was signed. Sign the present one: "
                    + "luna agents \(signed.name) --manifest.")
        }
        return (signed, signer.id)
    }

    /// Whether an agent that was let in may stay.
    func stillHolds(_ signedBy: String, at time: Int64) -> Bool {
        guard isRequired else { return true }
        // A file that cannot be read at the moment must not throw everybody out.
        guard let keys = try? trusted() else { return true }
        return keys.contains { $0.key.id == signedBy && $0.until > time }
    }

    private static func manifest(in signed: [UInt8]) throws -> AgentManifest? {
        guard !signed.isEmpty, case .object(var members) = try JSONParser.parse(signed) else { return nil }
        members[SignedDocument.member] = nil
        return try AgentManifest(json: .object(members))
    }

    /// Lines `KEY [until TIME]`: an Ed25519 key as `ed25519:…`, or the path of a PEM file; `#` begins a comment.
    /// - Throws: `LunaError` `agent.trusted_keys`.
    func trusted() throws -> [TrustedKey] {
        guard let keyFile else { return [] }
        let text = String(decoding: try SmallFile.read(keyFile), as: UTF8.self)
        return try text.split(whereSeparator: \.isNewline).enumerated().compactMap { number, line in
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let first = words.first else { return nil }
            let wrong = LunaError(
                "agent.trusted_keys", .validation,
                "Line \(number + 1) of \(keyFile) is not 'KEY' or 'KEY until 2027-01-31T00:00:00Z'.")
            var until = Int64.max
            if words.count > 1 {
                guard words.count == 3, words[1] == "until",
                    let end = CivilTime.unixNanoseconds(
                        rfc3339: words[2].contains("T") ? words[2] : words[2] + "T00:00:00Z")
                else { throw wrong }
                until = end
            }
            do {
                let text = first.hasPrefix("/") ? String(decoding: try SmallFile.read(first), as: UTF8.self) : first
                return TrustedKey(key: try VerifyingKey(text: text), until: until)
            } catch {
                throw wrong
            }
        }
    }
}
