import Foundation
import LunaCore
import LunaPlan

/// Files of the repository that the tests read, and a reproducible source of randomness.
enum PlanFixtures {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static var examples: [URL] { plans(in: root.appendingPathComponent("examples/plans")) }
    static var invalid: [URL] { plans(in: root.appendingPathComponent("examples/plans/invalid")) }

    static func plans(in folder: URL) -> [URL] {
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { ["yaml", "json"].contains($0.pathExtension) }.sorted { $0.path < $1.path }
    }

    static func bytes(_ url: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: url)) }

    static func parse(_ text: String, _ name: String = "plan.yaml") -> PlanResult {
        PlanParser.parse(Array(text.utf8), fileName: name)
    }

    /// A minimal plan of one entity whose single field has these attributes.
    static func field(_ attributes: String) -> PlanResult {
        parse(
            """
            luna: 1
            project: {name: shop, type: cli, language: python}
            entities:
              - name: Item
                fields:
                  - {name: x, \(attributes)}
            """)
    }

    static func codes(_ result: PlanResult) -> [String] { result.errors.map(\.code.rawValue) }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Writes a JSON document as YAML or JSON in a random manner: key order, flow or block, quotes, comments, blank lines.
struct RandomNotation {
    var random: SeededRandom

    mutating func yaml(_ value: JSONValue) -> String { block(value, 0) + "\n" }

    mutating func json(_ value: JSONValue) -> String {
        let gap = { (r: inout SeededRandom) in [" ", "", "\n", "\t", "  \n "].randomElement(using: &r) ?? "" }
        switch value {
        case .object(let object):
            let parts = object.shuffled(using: &random).map { key, item in
                "\(gap(&random))\(JSONValue.string(key).text(pretty: false))\(gap(&random)):\(gap(&random))\(json(item))"
            }
            return "{" + parts.joined(separator: ",") + gap(&random) + "}"
        case .array(let items):
            return "[" + items.map { gap(&random) + json($0) }.joined(separator: ",") + gap(&random) + "]"
        default: return value.text(pretty: false)
        }
    }

    private mutating func block(_ value: JSONValue, _ indent: Int) -> String {
        let pad = String(repeating: " ", count: indent)
        switch value {
        case .object(let object) where !object.isEmpty && (indent == 0 || Bool.random(using: &random)):
            return object.shuffled(using: &random).map { key, item in
                noise(pad) + pad + self.key(key) + ":" + child(item, indent)
            }.joined(separator: "\n")
        case .array(let items) where !items.isEmpty && Bool.random(using: &random):
            return items.map { noise(pad) + pad + "-" + child($0, indent) }.joined(separator: "\n")
        default: return pad + flow(value)
        }
    }

    private mutating func child(_ value: JSONValue, _ indent: Int) -> String {
        let isCollection = value.arrayValue?.isEmpty == false || value.objectValue?.isEmpty == false
        guard isCollection, Bool.random(using: &random) else { return " " + flow(value) + trailer() }
        return trailer() + "\n" + block(value, indent + Int.random(in: 1...4, using: &random))
    }

    private mutating func flow(_ value: JSONValue) -> String {
        switch value {
        case .object(let object):
            return "{" + object.shuffled(using: &random).map { "\(key($0)): \(flow($1))" }.joined(separator: ", ") + "}"
        case .array(let items): return "[" + items.map { flow($0) }.joined(separator: ",  ") + "]"
        case .string(let text): return scalar(text)
        default: return value.text(pretty: false)
        }
    }

    private mutating func key(_ text: String) -> String { Bool.random(using: &random) ? text : "\"\(text)\"" }

    private mutating func scalar(_ text: String) -> String {
        if Bool.random(using: &random), !text.contains("\n") {
            return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        }
        return JSONValue.string(text).text(pretty: false)
    }

    private mutating func trailer() -> String {
        ["", "", "   ", " # note: {x", "  # y"].randomElement(using: &random) ?? ""
    }
    private mutating func noise(_ pad: String) -> String {
        ["", "", "\n", pad + "# - a: [b\n"].randomElement(using: &random) ?? ""
    }
}
