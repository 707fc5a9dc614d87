import LunaCore
import LunaFuzzKit
import LunaPlan
import LunaSchema
import LunaStack
import Testing

extension Fuzzing {
    /// What people write: plans and schemas.
    @Suite struct Plans {
        private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

        private static func examples(_ suffix: String) -> [[UInt8]] {
            ["examples/plans", "examples/plans/invalid"].flatMap { folder in
                Files.names(in: "\(root)/\(folder)").filter { $0.hasSuffix(suffix) }.compactMap {
                    Files.read("\(root)/\(folder)/\($0)")
                }
            }
        }

        private func check(_ input: [UInt8], _ fileName: String) throws -> Bool {
            let result = PlanParser.parse(input, fileName: fileName)
            let isWrong = result.problems.contains { $0.severity == .error }
            #expect((result.plan == nil) == isWrong, "a plan, or what is wrong with it: \(result.problems.prefix(3))")
            for problem in result.problems {
                #expect(problem.line >= 0 && problem.column >= 0 && !problem.message.isEmpty)
            }
            guard let plan = result.plan else { return false }
            let canonical = try plan.canonicalJSON()
            #expect(try ProjectPlan(canonicalJSON: canonical).canonicalJSON() == canonical)
            let graph = try Decomposer.decompose(plan)
            #expect(try TaskGraph(json: graph.json()).hash == graph.hash)
            return true
        }

        @Test func yaml() {
            let words = [
                "- ", "  ", "\t", "|\n", ">-\n", "&a ", "*a", "<<: ", "!!str ", "---\n", "...\n", "? ", "%YAML 1.2\n",
                "yes", "~",
                "tasks:", "project:", "entities:", "name:", "type: ", "\"\\x00\"", "{a: [", "# ",
            ]
            Fuzzer("plans in YAML", seeds: Self.examples(".yaml"), words: words).run { try check($0, "plan.yaml") }
        }

        @Test func json() {
            Fuzzer("plans in JSON", seeds: Self.examples(".json"), words: ["\"tasks\":", "\"project\":", "[[[["]).run {
                try check($0, "plan.json")
            }
        }

        @Test func taskGraphs() throws {
            let graphs = try Self.examples(".yaml").compactMap { PlanParser.parse($0, fileName: "p.yaml").plan }.map {
                try Decomposer.decompose($0).json()
            }
            Fuzzer("task graphs", seeds: graphs).run { input in
                let graph = try TaskGraph(json: input)
                #expect(try TaskGraph(json: graph.json()).hash == graph.hash)
                return true
            }
        }

        @Test func schemas() {
            // A schema and something to be checked by it, one below the other.
            let seeds = [
                #"{"type":"object","properties":{"a":{"type":"integer","minimum":3,"multipleOf":0.01}},"required":["a"]}"#
                    + "\n" + #"{"a":4}"#,
                ##"{"$defs":{"n":{"anyOf":[{"$ref":"#/$defs/n"},{"pattern":"^(a+)+$","maxLength":9}]}},"$ref":"#/$defs/n"}"##
                    + "\n" + #""aaaaaaaaaaaaaaaaaaaaaaaa!""#,
                #"{"items":{"enum":[1,"x",null]},"uniqueItems":true,"contains":{"const":1},"unevaluatedItems":false}"#
                    + "\n[1,1]",
                #"{"patternProperties":{"^[\\p{L}_-]{1,3}\\b":{"format":"date-time"}},"additionalProperties":false}"#
                    + "\n{\"b\":1}",
            ].map { Array($0.utf8) }
            let words = [
                "\"$ref\":\"#\"", "\"not\":", "\"if\":", "(?:", "(?=", "[^", "{1,99999}", "\\\\p{Lu}", "(a|a)*",
                "\"$dynamicRef\":",
            ]
            Fuzzer("schemas", seeds: seeds, words: words, share: 2).run { input in
                let parts = input.split(separator: 10, maxSplits: 1)
                let schema = try JSONSchema(try JSONParser.parse(Array(parts.first ?? [])))
                let instance = try JSONParser.parse(Array(parts.dropFirst().first ?? []))
                #expect(schema.validate(instance).isEmpty == schema.isValid(instance))
                return true
            }
        }
    }
}
