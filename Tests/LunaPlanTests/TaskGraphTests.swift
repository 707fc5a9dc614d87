import Foundation
import LunaCore
import LunaPlan
import Testing

@Suite struct TaskGraphTests {
    static func tasksPlan(_ tasks: [(String, [String])]) -> PlanResult {
        let lines = tasks.map {
            "- {id: '\($0.0)', capability: echo, depends_on: [\($0.1.map { "'\($0)'" }.joined(separator: ", "))]}"
        }
        return PlanFixtures.parse("luna: 1\nproject: {name: a, type: tasks}\ntasks:\n" + lines.joined(separator: "\n"))
    }

    static func example(_ name: String) throws -> ProjectPlan {
        try PlanParser.parse(
            PlanFixtures.bytes(PlanFixtures.root.appendingPathComponent("examples/plans/\(name)")), fileName: name
        ).get()
    }

    @Test func crudExampleHasThirtyToFiftyTasks() throws {
        let graph = try Decomposer.decompose(Self.example("todo-api.yaml"))
        #expect((30...50).contains(graph.nodes.count))
        let kinds = Set(graph.nodes.map(\.kind))
        #expect(
            kinds.isSuperset(of: [
                "python.rest.scaffold", "python.rest.model", "python.rest.tests.api", "validate.python.project",
                "assemble.package",
            ]))
        let tagging = try #require(graph.nodes.first { $0.id == "entity.tagging.model" })
        #expect(tagging.dependsOn.contains("entity.todo.model") && tagging.dependsOn.contains("entity.tag.model"))
        #expect(graph.nodes.last?.id == "assemble.package")
    }

    @Test func everyTaskComesAfterThoseItWaitsFor() throws {
        for url in PlanFixtures.examples {
            let graph = try Decomposer.decompose(
                PlanParser.parse(PlanFixtures.bytes(url), fileName: url.lastPathComponent).get())
            var done: Set<String> = []
            for node in graph.nodes {
                #expect(done.isSuperset(of: node.dependsOn), "\(url.lastPathComponent) \(node.id)")
                done.insert(node.id)
            }
        }
    }

    @Test func thousandShufflesGiveOneHash() throws {
        for name in ["todo-api.yaml", "nightly-report-tasks.yaml"] {
            let plan = try Self.example(name)
            let hash = try Decomposer.decompose(plan).hash
            let content = try plan.contentHash()
            let document = try JSONParser.parse(plan.canonicalJSON())
            var notation = RandomNotation(random: SeededRandom(99))
            for round in 0..<500 {
                let isJSON = round % 5 == 0
                let text = isJSON ? notation.json(document) : notation.yaml(document)
                let result = PlanFixtures.parse(text, isJSON ? "x.json" : "x.yaml")
                #expect(result.rendered == [], "\(text)")
                guard let shuffled = result.plan else { return }
                #expect(shuffled == plan)
                #expect(try Decomposer.decompose(shuffled).hash == hash)
                #expect(try shuffled.contentHash() == content)
            }
        }
    }

    @Test func hashesAreTheSameOnEveryMachine() throws {
        #expect(
            try Decomposer.decompose(Self.example("diamond-tasks.json")).hash
                == "df744916d09f24d6ec28193dd93d42b9387dc2becafea0b84d14432f5e487831")
        #expect(
            try Decomposer.decompose(Self.example("todo-api.yaml")).hash
                == "972bb3e71f59df690bcd46e8240d72e5b6094b4e64e052e64154ef67a1ab8bad")
    }

    @Test func optionalReferenceRingsDoNotBecomeTaskCycles() throws {
        let plan = try PlanFixtures.parse(
            """
            luna: 1
            project: {name: ring, type: rest-api, language: python}
            entities:
              - {name: Alpha, fields: [{name: beta, type: reference, to: Beta}]}
              - {name: Beta, fields: [{name: alpha, type: reference, to: Alpha, required: true}]}
            """
        ).get()
        #expect(try Decomposer.decompose(plan).nodes.count > 10)
    }

    @Test func tenThousandTasks() throws {
        var tasks: [(String, [String])] = []
        for index in 0..<10_000 {
            tasks.append(
                (
                    "t\(index)",
                    index < 100
                        ? []
                        : (0..<4).map { "t\((index - 100 + $0 * 7) % index)" }.reduce(into: []) {
                            if !$0.contains($1) { $0.append($1) }
                        }
                ))
        }
        let graph = try Decomposer.decompose(Self.tasksPlan(tasks).get())
        #expect(graph.nodes.count == 10_000)
        #expect(graph.nodes.reduce(0) { $0 + $1.dependsOn.count } == tasks.reduce(0) { $0 + $1.1.count })
        let layers = graph.layers
        #expect(layers == layers.sorted())
        #expect(try TaskGraph(json: graph.json()) == graph)
    }

    @Test func fullJoinsGetABarrier() throws {
        let first = (0..<100).map { ("a\($0)", [String]()) }
        let second = (0..<100).map { ("b\($0)", first.map(\.0)) }
        let graph = try Decomposer.decompose(Self.tasksPlan(first + second).get())
        #expect(graph.nodes.count == 201)
        #expect(graph.nodes.reduce(0) { $0 + $1.dependsOn.count } == 200)
        #expect(graph.nodes.filter(\.isBarrier).count == 1)
        let small = (0..<60).map { ("c\($0)", (0..<60).map { "a\($0)" }) }
        #expect(try Decomposer.decompose(Self.tasksPlan(first + small).get()).nodes.allSatisfy { !$0.isBarrier })
    }

    /// Random graphs: accepted exactly when they have no cycle, by an independent way of telling.
    @Test func cyclesAreFoundAndNamed() throws {
        var random = SeededRandom(3)
        var cyclic = 0
        for _ in 0..<500 {
            let count = Int.random(in: 2...12, using: &random)
            var edges = (0..<count).map { _ in Set<Int>() }
            for _ in 0..<Int.random(in: 0...count, using: &random) {
                edges[Int.random(in: 0..<count, using: &random)].insert(Int.random(in: 0..<count, using: &random))
            }
            var left = Set(0..<count)
            while let free = left.first(where: { edges[$0].isDisjoint(with: left) }) { left.remove(free) }
            let result = Self.tasksPlan((0..<count).map { index in ("t\(index)", edges[index].map { "t\($0)" }) })
            #expect((result.plan == nil) == !left.isEmpty)
            if left.isEmpty { continue }
            cyclic += 1
            for problem in result.errors {
                #expect(problem.code == .cycle)
                let ring = problem.message.drop { $0 != ":" }.dropFirst(2).components(separatedBy: " → ").compactMap {
                    Int($0.dropFirst())
                }
                #expect(ring.first == ring.last && ring.count >= 2)
                for (a, b) in zip(ring, ring.dropFirst()) { #expect(edges[a].contains(b)) }
            }
        }
        #expect(cyclic > 50)
    }

    @Test func longChainsDoNotExhaustTheStack() throws {
        let chain = (0..<50_000).map { ("t\($0)", $0 == 0 ? ["t49999"] : ["t\($0 - 1)"]) }
        let result = Self.tasksPlan(chain)
        #expect(PlanFixtures.codes(result) == ["cycle"])
        #expect(result.errors[0].message.contains("49990 more"))
    }

    @Test func importRefusesBrokenGraphs() {
        func error(_ text: String) -> String? {
            do {
                _ = try TaskGraph(json: Array(text.utf8))
                return nil
            } catch { return (error as? LunaError)?.code }
        }
        let node = { (id: String, after: String) in
            "{\"id\":\"\(id)\",\"kind\":\"k\",\"capability\":\"c\",\"depends_on\":[\(after)]}"
        }
        let graph = { (nodes: String) in "{\"luna_graph\":1,\"nodes\":[\(nodes)]}" }
        #expect(error(graph(node("a", "") + "," + node("b", "\"a\""))) == nil)
        #expect(error(graph(node("a", "\"b\"") + "," + node("b", "\"a\""))) == "graph.cycle")
        #expect(error(graph(node("a", "\"x\""))) == "graph.unknown_dependency")
        #expect(error(graph(node("a", "") + "," + node("a", ""))) == "graph.duplicate")
        #expect(error("{\"luna_graph\":1,\"hash\":\"0\",\"nodes\":[]}") == "graph.hash_mismatch")
        #expect(error("{\"nodes\":[]}") == "graph.invalid")
        #expect(error("[") == "json.invalid")
    }

    @Test func drawingsEscapeWhatTheyShow() throws {
        let evil = "a\\\"]; x <script>&'`\\n|\\u0001\\u00e9#35;"
        let json =
            "{\"luna_graph\":1,\"nodes\":[{\"id\":\"\(evil)\",\"kind\":\"k\",\"capability\":\"c<\",\"depends_on\":[]}]}"
        let graph = try TaskGraph(json: Array(json.utf8))
        #expect(!graph.svg.contains("<script") && graph.svg.contains("&lt;script&gt;&amp;"))
        #expect(graph.mermaid.split(separator: "\n").count == 2 && !graph.mermaid.contains("<"))
        #expect(graph.dot.contains("\\\"]; x") && graph.dot.split(separator: "\n").count == 5)
    }

    @Test func drawingsShowEveryTaskAndEdge() throws {
        let graph = try Decomposer.decompose(Self.example("todo-api.yaml"))
        let edges = graph.nodes.reduce(0) { $0 + $1.dependsOn.count }
        #expect(graph.mermaid.components(separatedBy: "-->").count - 1 == edges)
        #expect(graph.dot.components(separatedBy: " -> ").count - 1 == edges)
        #expect(graph.svg.components(separatedBy: "<path d=\"M").count - 2 == edges)
        #expect(graph.svg.components(separatedBy: "<text ").count - 1 == graph.nodes.count)
    }
}
