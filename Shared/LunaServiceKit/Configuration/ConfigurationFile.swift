import LunaCore

/// The configuration file: a JSON object whose nested members are the dotted names of the keys.
enum ConfigurationFile {
    /// The entries as dotted name → text. Lists become comma-separated text.
    /// - Throws: `LunaError` `json.invalid` with the place, `configuration.file` when the shape is not one of settings.
    static func entries(of content: [UInt8]) throws -> [String: String] {
        guard let root = try JSONParser.parse(content).objectValue else {
            throw LunaError("configuration.file", .validation, "it must hold one JSON object.")
        }
        var entries: [String: String] = [:]
        try flatten(root, prefix: "", into: &entries)
        return entries
    }

    private static func flatten(
        _ object: [String: JSONValue], prefix: String, into entries: inout [String: String]
    ) throws {
        for (member, value) in object where !member.hasPrefix("$") {
            let name = prefix + member
            switch value {
            case .object(let nested):
                try flatten(nested, prefix: name + ".", into: &entries)
            case .array(let items):
                entries[name] = try items.map { try text($0, name) }.joined(separator: ",")
            case .null:
                continue
            default:
                entries[name] = try text(value, name)
            }
        }
    }

    private static func text(_ value: JSONValue, _ name: String) throws -> String {
        switch value {
        case .string(let text): return text
        case .bool(let flag): return flag ? "true" : "false"
        case .number: return value.text(pretty: false)
        default:
            throw LunaError(
                "configuration.file", .validation, "'\(name)' must be text, a number, true, false or a list of those.")
        }
    }
}
