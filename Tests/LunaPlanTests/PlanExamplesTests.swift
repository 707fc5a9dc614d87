import Foundation
import LunaCore
import LunaPlan
import LunaSchema
import Testing

@Suite struct PlanExamplesTests {
    @Test func enoughExamplesOfEveryType() throws {
        let plans = try PlanFixtures.examples.map {
            try PlanParser.parse(PlanFixtures.bytes($0), fileName: $0.lastPathComponent).get()
        }
        let types = plans.map(\.project.type)
        #expect(types.filter { $0 == .restAPI }.count >= 3)
        #expect(types.filter { $0 == .cli }.count >= 3)
        #expect(types.filter { $0 == .library }.count >= 3)
        #expect(types.contains(.tasks))
        #expect(plans.count >= 10 && PlanFixtures.invalid.count >= 10)
    }

    @Test(arguments: PlanFixtures.examples)
    func validExampleDecomposesAndTravels(_ url: URL) throws {
        let result = PlanParser.parse(try PlanFixtures.bytes(url), fileName: url.lastPathComponent)
        #expect(result.rendered == [])
        let plan = try result.get()
        #expect(try ProjectPlan(canonicalJSON: plan.canonicalJSON()) == plan)
        let graph = try Decomposer.decompose(plan)
        #expect(try TaskGraph(json: graph.json()) == graph)
        #expect(try Decomposer.decompose(ProjectPlan(canonicalJSON: plan.canonicalJSON())).hash == graph.hash)
    }

    @Test(arguments: PlanFixtures.invalid)
    func brokenExampleGivesExactlyTheExpectedMessages(_ url: URL) throws {
        let expected = try String(
            contentsOf: url.deletingPathExtension().appendingPathExtension("expected"), encoding: .utf8)
        let result = PlanParser.parse(try PlanFixtures.bytes(url), fileName: url.lastPathComponent)
        #expect(result.plan == nil)
        #expect(result.rendered.joined(separator: "\n") + "\n" == expected)
    }

    @Test(arguments: PlanFixtures.examples + PlanFixtures.invalid)
    func schemaAgreesWithTheParser(_ url: URL) throws {
        try PlanAgreement.check(PlanFixtures.bytes(url), url.lastPathComponent)
    }

    /// Thousands of plans with one thing changed, both ways: the schema refuses exactly those with a structural problem.
    @Test func schemaAgreesOnMutatedPlans() throws {
        var random = SeededRandom(20_260_101)
        let documents = try PlanFixtures.examples.map {
            try PlanParser.document(PlanFixtures.bytes($0), fileName: $0.lastPathComponent)
        }
        var refused = 0
        for round in 0..<3000 {
            var document = documents[round % documents.count]
            for _ in 0...Int.random(in: 0...1, using: &random) { document = PlanMutation.mutate(document, &random) }
            if try PlanAgreement.check(document.serialized(), "mutant-\(round).json") == false { refused += 1 }
        }
        #expect(refused > 500 && refused < 2900)
    }
}

enum PlanAgreement {
    static let schema: JSONSchema? = try? JSONSchema(
        JSONParser.parse(PlanFixtures.bytes(PlanFixtures.root.appendingPathComponent("schemas/plan.schema.json"))))

    /// Whether the schema accepts the plan; records a failure when the parser sees it otherwise.
    @discardableResult
    static func check(_ bytes: [UInt8], _ name: String) throws -> Bool? {
        let schema = try #require(Self.schema)
        let result = PlanParser.parse(bytes, fileName: name)
        let unreadable: Set<PlanProblem.Code> = [.syntax, .encoding, .limit]
        if result.errors.contains(where: { unreadable.contains($0.code) }) { return nil }
        let structural = result.errors.filter(\.code.isStructural)
        let violations = schema.validate(try PlanParser.document(bytes, fileName: name))
        #expect(
            violations.isEmpty == structural.isEmpty,
            "\(name): schema \(violations.prefix(3)), parser \(structural.prefix(3).map { $0.rendered(fileName: name) }) \(String(decoding: bytes.prefix(4000), as: UTF8.self))"
        )
        return violations.isEmpty
    }
}

/// One random change somewhere in a document.
enum PlanMutation {
    static let values: [JSONValue] = [
        .null, true, false, 0, 1, -1, 3.5, 200, 2_000_000, "", "x", "string", "integer", "reference", "enum", "boolean",
        "a b", "Todo", "todo-x",
        "todo_x", "1.0.0", "1.0", "rest-api", "cli", "library", "tasks", "python", "swift", "list", "POST", "/a/{id}/b",
        "/a", .array([]),
        .array(["a"]), .array(["a", "a"]), .object([:]), .object(["x": 1]), .array([.array(["a", "b"])]),
        .array([.object([:])]), "cascade",
    ]
    static let keys = [
        "name", "type", "default", "min_length", "maximum", "values", "to", "on_delete", "pattern", "entities", "tasks",
        "endpoints",
        "commands", "modules", "quality", "language", "unknown", "fields", "description", "unique", "operations",
        "license", "requires",
    ]

    static func mutate(_ value: JSONValue, _ random: inout SeededRandom) -> JSONValue {
        switch value {
        case .object(var object):
            let keys = object.keys.sorted()
            switch Int.random(in: 0..<10, using: &random) {
            case 0: object[Self.keys.randomElement(using: &random) ?? "x"] = values.randomElement(using: &random)
            case 1: if let key = keys.randomElement(using: &random) { object[key] = nil }
            case 2:
                if let key = keys.randomElement(using: &random) { object[key] = values.randomElement(using: &random) }
            default:
                if let key = keys.randomElement(using: &random), let item = object[key] {
                    object[key] = mutate(item, &random)
                }
            }
            return .object(object)
        case .array(var items) where !items.isEmpty:
            let index = Int.random(in: items.indices, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0: items.remove(at: index)
            case 1: items.append(items[index])
            default: items[index] = mutate(items[index], &random)
            }
            return .array(items)
        default: return values.randomElement(using: &random) ?? .null
        }
    }
}
