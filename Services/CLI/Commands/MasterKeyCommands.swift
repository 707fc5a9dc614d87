import ArgumentParser
import Glibc
import LunaCore
import LunaStack
import LunaTrust

/// Which key management, with the same variables as the services have (docs/configuration.md).
struct KeyManagementOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "file, vault-transit or vault-kv (default: LUNA_KEYS_PROVIDER, else file).", valueName: "kind"))
    var provider: String?

    @Option(
        help: ArgumentHelp("Folder of the keys (default: LUNA_KEYS_DIR, else the local stack's).", valueName: "path"))
    var dir: String?

    /// - Throws: `LunaError` `usage.provider`, `keys.invalid`.
    func make() throws -> any KeyProvider {
        let environment = StackConfiguration.processEnvironment
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        let name = provider ?? value("LUNA_KEYS_PROVIDER") ?? KeyProviderSettings.Kind.file.rawValue
        guard let kind = KeyProviderSettings.Kind(rawValue: name) else {
            let all = KeyProviderSettings.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw LunaError("usage.provider", .validation, "'\(name)' is no key management; take one of: \(all).")
        }
        let folder = try dir ?? value("LUNA_KEYS_DIR") ?? "\(StackTask.configuration().dataDirectory)/keys"
        return try KeyProviderSettings(
            kind: kind, directory: folder, master: value("LUNA_KEYS_MASTER"),
            vault: VaultSettings(
                address: value("LUNA_KEYS_VAULT_ADDRESS", "VAULT_ADDR") ?? "",
                tokenFile: value("LUNA_KEYS_VAULT_TOKEN_FILE") ?? "", mount: value("LUNA_KEYS_VAULT_MOUNT") ?? "",
                name: value("LUNA_KEYS_VAULT_NAME") ?? "luna",
                namespace: value("LUNA_KEYS_VAULT_NAMESPACE", "VAULT_NAMESPACE") ?? "")
        ).provider()
    }
}

struct RotateMaster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-master", abstract: "Make a new key that protects the data keys.",
        discussion: """
            Works on the key management itself, so it needs its folder or Vault and no server. Running services notice
            within keys.check.interval, wrap all data keys anew and go on meanwhile; what they do is in the audit trail
            (keys.rewrap). Older keys stay, for whoever has not wrapped yet and for backups of the database.
            """)

    @OptionGroup var management: KeyManagementOptions

    func run() async throws {
        let provider = try management.make()
        let before = try await provider.currentKeyID()
        let now = try await provider.rotate()
        Output.line(now)
        Output.message("\(now) has taken over from \(before).")
    }
}

struct NewMaster: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new-master", abstract: "Print a new line for the setting keys.master (keys.provider=secret).")

    func run() throws {
        Output.line(SecretKeyProvider.newLine())
    }
}
