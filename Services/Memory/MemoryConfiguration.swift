import LunaServiceKit

/// The memory service's own settings.
enum MemoryConfiguration {
    static let encryption = ConfigurationKey(
        "memory.encryption", .flag, default: "true",
        "Whether stored content is encrypted. Without it what is encrypted already stays readable.")

    static let all = [encryption] + ConfigurationKey.keyManagement
}
