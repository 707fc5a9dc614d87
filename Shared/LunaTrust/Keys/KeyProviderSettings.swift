import LunaCore

/// Which key management is used: what the settings `keys.…` of services and of `luna keys` say.
public struct KeyProviderSettings: Sendable, Hashable {
    /// The kinds by their names in settings.
    public enum Kind: String, Sendable, CaseIterable {
        case file
        case secret
        case vaultTransit = "vault-transit"
        case vaultKV = "vault-kv"
    }

    /// Which one.
    public var kind: Kind
    /// Folder of ``FileKeyProvider``.
    public var directory: String
    /// Lines of ``SecretKeyProvider``.
    public var master: String?
    /// For both kinds of Vault; an empty mount is `transit` or `secret`.
    public var vault: VaultSettings

    /// See the properties.
    public init(kind: Kind, directory: String, master: String? = nil, vault: VaultSettings) {
        self.kind = kind
        self.directory = directory
        self.master = master
        self.vault = vault
    }

    /// - Throws: `LunaError` `keys.invalid` when a setting is missing that this kind needs.
    public func provider() throws -> any KeyProvider {
        switch kind {
        case .file: return FileKeyProvider(directory: directory)
        case .secret: return try SecretKeyProvider(master ?? "")
        case .vaultTransit: return VaultTransitKeyProvider(try completeVault(mount: "transit"))
        case .vaultKV: return VaultKVKeyProvider(try completeVault(mount: "secret"))
        }
    }

    private func completeVault(mount: String) throws -> VaultSettings {
        var vault = vault
        while vault.address.last == "/" { vault.address.removeLast() }
        if vault.mount.isEmpty { vault.mount = mount }
        guard !vault.address.isEmpty, !vault.tokenFile.isEmpty else {
            throw KeyFailure.invalid("Vault needs keys.vault.address and keys.vault.token.file.", path: "keys.provider")
        }
        return vault
    }
}
