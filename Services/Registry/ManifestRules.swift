import LunaCore
import LunaMessages
import LunaSchema

/// What a manifest must satisfy before an agent is let in.
enum ManifestRules {
    /// - Throws: `LunaError` `agent.manifest_invalid`, naming every problem at once.
    static func check(_ manifest: AgentManifest) throws {
        var problems: [String] = []
        if !isKebabCase(manifest.name) || manifest.name.utf8.count > 64 {
            problems.append("name: use 1 to 64 lower-case letters, digits and single hyphens, such as 'unit-tester'")
        }
        do { _ = try SemanticVersion(manifest.version) } catch {
            problems.append("version: \(LunaError.wrapping(error).message)")
        }
        if manifest.capabilities.isEmpty {
            problems.append("capabilities: name at least one, such as 'codegen.python'")
        }
        for capability in manifest.capabilities where !isCapability(capability) {
            problems.append(
                "capabilities: '\(capability.prefix(64))' is not dotted lower-case words, with an optional final '.*'")
        }
        for (field, json) in [("input_schema", manifest.inputSchemaJson), ("output_schema", manifest.outputSchemaJson)]
        where !json.isEmpty {
            do { _ = try JSONSchema(JSONParser.parse(json)) } catch {
                problems.append("\(field): \(LunaError.wrapping(error).message)")
            }
        }
        if manifest.metadata.count > 64
            || manifest.metadata.contains(where: { $0.key.utf8.count > 128 || $0.value.utf8.count > 4096 })
        {
            problems.append("metadata: at most 64 entries, keys up to 128 and values up to 4096 bytes")
        }
        guard problems.isEmpty else {
            throw LunaError(
                "agent.manifest_invalid", .validation,
                "The agent cannot be registered: " + problems.joined(separator: "; ") + ".",
                details: ["problems": String(problems.count)])
        }
    }

    private static func isKebabCase(_ text: String) -> Bool {
        !text.isEmpty
            && text.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
            }
    }

    private static func isCapability(_ text: String) -> Bool {
        var parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count > 1, parts.last == "*" { parts.removeLast() }
        return text.utf8.count <= 128
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
            }
    }
}
