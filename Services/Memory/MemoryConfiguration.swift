import LunaServiceKit

/// The memory service's own settings.
enum MemoryConfiguration {
    static let encryption = ConfigurationKey(
        "memory.encryption", .flag, default: "true",
        "Whether stored content is encrypted. Without it what is encrypted already stays readable.")

    static let strict = ConfigurationKey(
        "memory.encryption.strict", .flag, default: "false",
        """
        Refuse content that is not encrypted. Without it such content, from before there was encryption, is read and encrypted \
        if it has the digest that it is stored under.
        """)

    static let all = [encryption, strict] + ConfigurationKey.keyManagement
}
