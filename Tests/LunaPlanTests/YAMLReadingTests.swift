import LunaCore
import LunaPlan
import Testing
import Yams

/// Our reader against libyaml, on documents in which both speak the same YAML.
@Suite struct YAMLReadingTests {
    static func ours(_ text: String) throws -> JSONValue {
        try PlanParser.document(Array(text.utf8), fileName: "x.yaml")
    }

    static func reference(_ text: String) throws -> JSONValue { convert(try #require(try Yams.compose(yaml: text))) }

    /// Types by the core schema, as far as the samples need it.
    private static func convert(_ node: Yams.Node) -> JSONValue {
        switch node {
        case .sequence(let items): return .array(items.map(convert))
        case .mapping(let pairs):
            return .object(
                Dictionary(pairs.map { ($0.key.string ?? "?", convert($0.value)) }, uniquingKeysWith: { a, _ in a }))
        case .scalar(let scalar):
            guard scalar.style == .plain else { return .string(scalar.string) }
            switch scalar.string {
            case "", "~", "null": return .null
            case "true": return true
            case "false": return false
            default: return JSONNumber(parsing: scalar.string).map(JSONValue.number) ?? .string(scalar.string)
            }
        case .alias: return .null
        }
    }

    @Test(arguments: [
        "a: b", "a:\n  b: c\n  d: [e, f]\ng: h", "- a\n- - b\n  - c\n-\n  d: e", "a:\n- b\n- c\nd: e",
        "a: |\n  x\n   y\n\n  z\n\n\nb: 1",
        "a: >\n  x\n  y\n\n  z\n    more\n  end\nb: 1", "a: |-\n  x\n", "a: |+\n  x\n\n\nb: 2", "a: >-\n  x\n  y",
        "a: |2\n   x\n  y\n",
        "a: b\n  c\n\n  d", "a: \"b\n  c\n\n  d\\\n   e\"", "a: 'b\n  c''s'", "{a: [b, {c: d}], e: }", "[a,\n b,\n]",
        "a: b # c\nd: e#f",
        "'a b': \"c\\td\\u00e9\"", "a:\n\n  # note\n  b: c\n# end\n", "---\na: 1\n...\n", "a: http://x.y/z?a=b",
        "a: -1\nb: 1.5e3\nc: -x\nd: :y",
        "a: {b: \"c\",\"d\": e}", "- - - a\n- {}\n- []", "a: ''\nb: \"\"\nc:\nd: ~", "a: b c\n# x\nd: e", "? x",
        "- |\n x\n- >\n y\n",
        "a: [b\n  c, d]", "a:   \n    - b:  1\n      c:   2\n    - d: 3", "a: \"x: y\"\nb: 'q # r'",
        "- a: |\n    x\n  b: y", "a: >\n\n  x\n  y\n",
        "a: |\n\n\n  x", "a: x:y\nb: a,b]c", "\"a\": \"\\x41\\U0001F600\\\\\\/\"",
    ])
    func agreesWithLibyaml(_ text: String) throws {
        if text.hasPrefix("?") {
            #expect(throws: LunaError.self) { try Self.ours(text) }
            return
        }
        #expect(try Self.ours(text) == Self.reference(text), "\(text)")
    }

    @Test func agreesWithLibyamlOnRandomDocuments() throws {
        var random = SeededRandom(11)
        let words = [
            "a", "x y", "it's", "q: r", "# no", "é→", "-", "1", "true", "null", "", " pad ", "{b", "\"", "\\n", "a\nb",
            "1:30", "~",
        ]
        func value(_ depth: Int) -> JSONValue {
            switch Int.random(in: 0..<(depth > 3 ? 4 : 7), using: &random) {
            case 0: return .number(JSONNumber(Int64.random(in: -1000...1000, using: &random)))
            case 1: return .bool(Bool.random(using: &random))
            case 2, 3: return .string(words.randomElement(using: &random) ?? "")
            case 4: return .array((0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth + 1) })
            default:
                return .object(
                    Dictionary(
                        (0..<Int.random(in: 0...3, using: &random)).map { ("k\($0)", value(depth + 1)) },
                        uniquingKeysWith: { a, _ in a }))
            }
        }
        var notation = RandomNotation(random: SeededRandom(12))
        for _ in 0..<2000 {
            let document = JSONValue.object(["root": value(0), "other": value(0)])
            let text = notation.yaml(document)
            #expect(try Self.ours(text) == document, "\(text)")
            #expect(try Self.reference(text) == document, "\(text)")
        }
    }
}
