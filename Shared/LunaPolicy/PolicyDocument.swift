import LunaCore

/// Rules as data, as people write them (`schemas/policy.schema.json`), read and checked.
public struct PolicyDocument: Sendable, Hashable {
    /// For people.
    public let description: String
    public let rules: [PolicyRule]
    /// What it was read from.
    public let json: JSONValue

    /// Most rules of a document.
    public static let mostRules = 1000
    /// Most bytes of a document.
    public static let mostBytes = 256 * 1024

    /// The rules that hold when nobody has set any: what agents say that they can do is limited to what does no harm.
    public static let product: JSONValue = [
        "policy": 1, "description": "The product's own rules.",
        "rules": [
            [
                "id": "dangerous-tools", "effect": "deny",
                "reason": "Agents must not be able to do this unless a policy of this installation permits it.",
                "when": [
                    "tools": ["eval", "exec", "file_system_write", "network_access", "shell_command", "subprocess"]
                ],
            ]
        ],
    ]

    /// Reads a document.
    /// - Throws: `LunaError` `policy.invalid`, which names every problem with its place.
    public init(json: JSONValue) throws {
        var reader = Reader()
        rules = reader.document(json)
        description = json["description"]?.stringValue ?? ""
        self.json = json
        if json.serialized().count > Self.mostBytes { reader.say("", "more than \(Self.mostBytes) bytes") }
        guard reader.problems.isEmpty else {
            let shown = reader.problems.prefix(20)
            let more = reader.problems.count - shown.count
            throw LunaError(
                "policy.invalid", .validation,
                "The policy cannot be used: " + shown.joined(separator: "; ")
                    + (more > 0 ? "; and \(more) more." : "."),
                details: ["problems": String(reader.problems.count)])
        }
    }

    /// SHA-256 of the canonical form.
    /// - Throws: `LunaError` `json.not_canonical`.
    public func digest() throws -> String { Digest(of: try json.canonical()).hex }

    /// Collects problems instead of stopping at the first.
    private struct Reader {
        var problems: [String] = []

        mutating func say(_ place: String, _ problem: String) {
            problems.append(place.isEmpty ? problem : "\(place): \(problem)")
        }

        mutating func document(_ json: JSONValue) -> [PolicyRule] {
            guard let members = json.objectValue else {
                say("", "it must be an object with 'policy: 1' and 'rules'")
                return []
            }
            unknown(members, ["policy", "description", "rules"], at: "")
            if members["policy"] != 1 { say("policy", "must be 1, the version of the format") }
            if let text = members["description"], text.stringValue.map({ $0.utf8.count <= 2000 }) != true {
                say("description", "must be text of at most 2000 bytes")
            }
            guard let list = members["rules"]?.arrayValue, list.count <= PolicyDocument.mostRules else {
                say("rules", "must be a list of at most \(PolicyDocument.mostRules) rules")
                return []
            }
            var known: Set<String> = []
            return list.enumerated().compactMap { index, entry in
                let rule = rule(entry, at: "rules[\(index)]")
                if let rule, !known.insert(rule.id).inserted {
                    say("rules[\(index)].id", "'\(rule.id)' is there twice")
                }
                return rule
            }
        }

        private mutating func rule(_ json: JSONValue, at place: String) -> PolicyRule? {
            guard let members = json.objectValue else {
                say(place, "must be an object with 'id' and 'effect'")
                return nil
            }
            unknown(members, ["id", "effect", "reason", "when"], at: place + ".")
            let id = members["id"]?.stringValue ?? ""
            if !Self.isName(id) { say("\(place).id", "must be 1 to 64 lower-case letters, digits and hyphens") }
            let effect = members["effect"]?.stringValue.flatMap(PolicyEffect.init)
            if effect == nil || effect == .allow { say("\(place).effect", "must be 'deny' or 'needs-human'") }
            let reason = members["reason"]?.stringValue ?? ""
            if members["reason"] != nil, reason.isEmpty || reason.utf8.count > 1000 {
                say("\(place).reason", "must be text of 1 to 1000 bytes")
            }
            var when: [PolicySubject.Attribute: PolicyRule.Condition] = [:]
            if let conditions = members["when"] {
                if conditions.objectValue == nil { say("\(place).when", "must be an object") }
                for (name, value) in (conditions.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
                    guard let attribute = PolicySubject.Attribute(rawValue: name) else {
                        let all = PolicySubject.Attribute.allCases.map(\.rawValue).joined(separator: ", ")
                        say("\(place).when", "'\(name.prefix(64))' is none of \(all)")
                        continue
                    }
                    when[attribute] = condition(value, of: attribute, at: "\(place).when.\(name)")
                }
            }
            return PolicyRule(id: id, effect: effect ?? .deny, reason: reason, when: when)
        }

        private mutating func condition(
            _ json: JSONValue, of attribute: PolicySubject.Attribute, at place: String
        ) -> PolicyRule.Condition? {
            if let members = json.objectValue, members.count == 1 {
                if let list = members["other_than"] {
                    return patterns(list, at: place + ".other_than").map { .other(than: $0) }
                }
                if attribute == .autonomy, let level = members["above"]?.stringValue {
                    guard PolicySubject.autonomyLevels.contains(level) else {
                        say(place + ".above", "must be one of \(PolicySubject.autonomyLevels.joined(separator: ", "))")
                        return nil
                    }
                    return .above(level)
                }
            }
            guard json.objectValue == nil else {
                say(place, "must be a text, a list of texts, {other_than: …}, or for autonomy {above: …}")
                return nil
            }
            return patterns(json, at: place).map { .any(of: $0) }
        }

        private mutating func patterns(_ json: JSONValue, at place: String) -> [PolicyRule.Pattern]? {
            let list = json.stringValue.map { [JSONValue.string($0)] } ?? json.arrayValue
            let texts = list?.compactMap(\.stringValue) ?? []
            guard let list, !list.isEmpty, texts.count == list.count, list.count <= 1000,
                texts.allSatisfy({ (1...256).contains($0.utf8.count) })
            else {
                say(place, "must be a text or 1 to 1000 texts, each of 1 to 256 bytes")
                return nil
            }
            if let bad = texts.first(where: { $0.utf8.dropLast().contains(UInt8(ascii: "*")) }) {
                say(place, "'\(bad)' has a * that is not at its end")
            }
            return texts.map(PolicyRule.Pattern.init)
        }

        private mutating func unknown(_ members: [String: JSONValue], _ known: Set<String>, at place: String) {
            for name in members.keys.sorted() where !known.contains(name) {
                say(place + name.prefix(64), "is not known; known are \(known.sorted().joined(separator: ", "))")
            }
        }

        private static func isName(_ text: String) -> Bool {
            (1...64).contains(text.utf8.count)
                && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        }
    }
}
