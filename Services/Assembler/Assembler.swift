import Logging
import LunaAgentKit
import LunaCore
import LunaMessages
import LunaServiceKit
import LunaTrust
import ServiceLifecycle

/// The assembler as a process: an agent that packages what an execution has written.
@main
struct Assembler {
    private static let concurrency = ConfigurationKey(
        "agent.concurrency", .integer(1...64), default: "2", "Projects that are packaged at the same time.")
    private static let keys = ConfigurationKey(
        "assembler.keys.dir", .path,
        """
        Folder of the key that signs provenance; several instances share it. Default: `assembler/keys` in the data \
        directory.
        """)
    private static let key = ConfigurationKey(
        "assembler.provenance.key", .text, isSecret: true,
        "The key that signs provenance, from `luna sign new-key`. Unset: one is made and kept in assembler.keys.dir.")

    static func main() async {
        await ServiceRunner(
            name: "assembler", description: "packages finished projects",
            keys: [concurrency, keys, key] + PolicyGate.agentKeys
        ) { host in
            let settings = host.configuration
            let origin = PackageOrigin(key: try await signer(settings), version: host.version)
            let agent = AgentDefinition(
                name: "assembler", version: host.version,
                description: "Makes a ZIP with bills of materials and signed provenance.",
                capabilities: ["assemble"], outputSchema: Assembly.outputSchema,
                concurrency: try settings.integer(concurrency)
            ) { try await Assembly.perform($0, origin) }
            return [
                try AgentWorker(agent, host: host),
                ServicePart("signer") {
                    await cancelWhenGracefulShutdown { await announce(origin.key.verifyingKey, host) }
                },
                try host.rpc([], description: "Packages projects."),
            ]
        }.main()
    }

    private static func signer(_ settings: ServiceConfiguration) async throws -> SigningKey {
        if let text = try settings.textIfSet(key) { return try SigningKey(text: text) }
        let folder = try settings.textIfSet(keys) ?? "\(settings.text(.dataDirectory))/assembler/keys"
        return try await SigningKey.kept(in: KeyFolder(folder), as: "provenance-signing.key")
    }

    /// Tells the security service with which key we sign, so that people can ask it for the key. Tried until it is heard.
    private static func announce(_ key: VerifyingKey, _ host: ServiceHost) async {
        while !Task.isCancelled {
            do {
                _ = try await SecurityClient(try host.transport).announceSigner(
                    Signer(id: key.id, purpose: "provenance", publicKey: key.text),
                    context: CallContext(tenant: host.tenant, actor: "service:assembler", timeout: .seconds(5)))
                // A part that ends would end the service.
                try await Task.sleep(for: .seconds(365 * 86_400))
            } catch {
                host.logger.notice("the signing key is not announced yet", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(2))
            }
        }
    }
}
