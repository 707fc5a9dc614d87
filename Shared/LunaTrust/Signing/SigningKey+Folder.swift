import LunaCore

extension SigningKey {
    /// The Ed25519 key of that name in `folder`, made when there is none; of several processes that come at once all get the same.
    /// - Throws: `LunaError` `keys.invalid`, `signature.key`.
    public static func kept(in folder: KeyFolder, as name: String) async throws -> SigningKey {
        if let text = try await folder.read(name) { return try SigningKey(text: String(decoding: text, as: UTF8.self)) }
        let made = Array(try SigningKey(.ed25519).text.utf8)
        return try SigningKey(text: String(decoding: try await folder.create(name, made), as: UTF8.self))
    }
}
