import LunaTrust

extension ConfigurationKey {
    /// Which key management protects data keys.
    public static let keysProvider = ConfigurationKey(
        "keys.provider", .choice(KeyProviderSettings.Kind.allCases.map(\.rawValue)), default: "file",
        """
        What keeps the keys that protect data keys: `file` a folder of this machine, `secret` the setting keys.master (for \
        several machines), `vault-transit` and `vault-kv` a HashiCorp Vault.
        """)
    /// The folder of the file provider.
    public static let keysDirectory = ConfigurationKey(
        "keys.dir", .path,
        """
        Folder of the keys of `file`; whoever shares the database shares it. Default: `keys` in the data directory. \
        Back it up apart from the database: nothing that is encrypted can be read without it.
        """)
    /// Keys as a secret.
    public static let keysMaster = ConfigurationKey(
        "keys.master", .text, isSecret: true,
        "Keys of `secret`: lines from `luna keys new-master`, the last is used, those before it only open what is older."
    )
    /// Where Vault is.
    public static let keysVaultAddress = ConfigurationKey(
        "keys.vault.address", .url(["http", "https"]), alsoFrom: ["VAULT_ADDR"], "Address of Vault.")
    /// Vault's token.
    public static let keysVaultToken = ConfigurationKey(
        "keys.vault.token.file", .path,
        "File with Vault's token; read again when Vault refuses it, so that Vault's agent can renew it.")
    /// The engine's mount.
    public static let keysVaultMount = ConfigurationKey(
        "keys.vault.mount", .text, "Where the secrets engine is mounted. Default: `transit`, and `secret` for vault-kv."
    )
    /// The key's name.
    public static let keysVaultName = ConfigurationKey(
        "keys.vault.name", .text, default: "luna", "Name of the transit key, or path of the KV secret.")
    /// Vault's namespace.
    public static let keysVaultNamespace = ConfigurationKey(
        "keys.vault.namespace", .text, alsoFrom: ["VAULT_NAMESPACE"], "Namespace of Vault Enterprise.")
    /// How often the keys are looked after.
    public static let keysInterval = ConfigurationKey(
        "keys.check.interval", .duration(.milliseconds(100)...(.seconds(86400))), default: "1m",
        "How often a service looks whether the key management has a new key, under which data keys are then wrapped anew."
    )
    /// Age of data keys.
    public static let keysDataLifetime = ConfigurationKey(
        "keys.data.lifetime", .duration(.seconds(1)...(.seconds(3_153_600_000))), default: "2160h",
        "After which a tenant's data key is followed by a new one. What it encrypted stays readable.")

    /// The keys of a service that encrypts what it keeps.
    public static let keyManagement: [ConfigurationKey] = [
        .keysProvider, .keysDirectory, .keysMaster, .keysVaultAddress, .keysVaultToken, .keysVaultMount, .keysVaultName,
        .keysVaultNamespace, .keysInterval, .keysDataLifetime,
    ]
}

extension ServiceConfiguration {
    /// The key management that the settings name. The service must declare ``ConfigurationKey/keyManagement``.
    ///
    /// Keys in files are in `keys.dir`, by default in one folder for all services of the data directory.
    /// - Throws: `LunaError` `keys.invalid`, `configuration.undeclared`.
    public func keyProvider() throws -> any KeyProvider {
        try keyProvider(in: try textIfSet(.keysDirectory) ?? "\(try text(.dataDirectory))/keys")
    }

    /// The key management that the settings name, for a service whose files are in a folder of its own, and were there
    /// before there was a choice: what they protect still opens under another key management.
    /// - Throws: `LunaError` `keys.invalid`, `configuration.undeclared`.
    public func keyProvider(folder: String) throws -> any KeyProvider {
        let provider = try keyProvider(in: folder)
        return provider is FileKeyProvider ? provider : SucceedingKeyProvider(provider, files: folder)
    }

    private func keyProvider(in folder: String) throws -> any KeyProvider {
        try KeyProviderSettings(
            kind: KeyProviderSettings.Kind(rawValue: try text(.keysProvider)) ?? .file, directory: folder,
            master: try textIfSet(.keysMaster),
            vault: VaultSettings(
                address: try textIfSet(.keysVaultAddress) ?? "", tokenFile: try textIfSet(.keysVaultToken) ?? "",
                mount: try textIfSet(.keysVaultMount) ?? "", name: try text(.keysVaultName),
                namespace: try textIfSet(.keysVaultNamespace) ?? "")
        ).provider()
    }
}
