import LunaPlan
import Testing

@Suite struct PlanHostileInputTests {
    @Test func tooLargeIsRefusedBySize() {
        let result = PlanParser.parse(Array(repeating: UInt8(ascii: "a"), count: 100 << 20), fileName: "big.yaml")
        #expect(
            result.rendered == [
                "big.yaml:1:1: error: the file has 104857600 bytes, more than the 67108864 a plan may have. Split it into several plans. [limit]"
            ])
    }

    @Test func ordinaryPlansHaveASmallerLimit() {
        let filler = String(repeating: "# filler\n", count: 500_000)
        let result = PlanFixtures.parse(filler + "luna: 1\nproject: {name: a, type: cli}\nentities: []\n")
        #expect(PlanFixtures.codes(result).contains("limit"))
    }

    @Test(arguments: ["[", "{a: ", "- ", "{\"a\":", "[["])
    func deepNestingIsRefused(_ piece: String) {
        for name in ["deep.yaml", "deep.json"] {
            let result = PlanFixtures.parse(String(repeating: piece, count: 200_000), name)
            #expect(result.plan == nil && result.problems.count == 1)
        }
        let nested = (0..<100).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(PlanFixtures.codes(PlanFixtures.parse(nested)) == ["limit"])
    }

    @Test func tooManyValuesAreRefused() {
        let result = PlanFixtures.parse("a: [" + String(repeating: "1,", count: 2_600_000) + "]")
        #expect(PlanFixtures.codes(result) == ["limit"])
    }

    @Test func aliasBombIsRefusedAtItsFirstAnchor() {
        let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
        let result = PlanFixtures.parse(bomb)
        #expect(PlanFixtures.codes(result) == ["syntax"])
        #expect(result.problems[0].line == 1 && result.problems[0].column == 4)
    }

    @Test(arguments: [
        "a: *b", "a: !!python/object x", "<<: {a: 1}", "? a\n: b", "%YAML 1.1\n---\na: 1", "a: 1\n---\nb: 2", "a: @x",
        "a: 'x", "a: [1", "a: }",
    ])
    func whatPlansDoNotNeedIsRefused(_ text: String) {
        #expect(PlanFixtures.codes(PlanFixtures.parse(text)) == ["syntax"])
    }

    @Test func otherEncodingsAreRefused() {
        let inputs: [[UInt8]] = [
            [0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61], [0x61, 0, 0x3A, 0], [0, 0x61, 0, 0x3A], [0x61, 0x3A, 0xE9],
            [0x61, 0x3A, 0],
            [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0x61, 0x0D, 0x62], [0x61, 0x1B],
        ]
        for input in inputs {
            #expect(PlanFixtures.codes(PlanParser.parse(input, fileName: "plan.yaml")) == ["encoding"], "\(input)")
        }
    }

    @Test func byteOrderMarkAndWindowsLineEndsAreFine() {
        let text = "luna: 1\r\nproject:\r\n  name: a\r\n  type: tasks\r\ntasks:\r\n- {id: a, capability: echo}\r\n"
        let result = PlanParser.parse([0xEF, 0xBB, 0xBF] + Array(text.utf8), fileName: "plan.yaml")
        #expect(result.rendered == [] && result.plan?.tasks.first?.id == "a")
    }

    @Test func problemsAreBoundedButCounted() {
        let keys = (0..<5000).map { "k\($0): 1\n" }.joined()
        let result = PlanFixtures.parse(keys)
        #expect(result.problems.count == 200 && result.suppressedProblems == 4802)
    }

    @Test func randomBytesNeverCrash() throws {
        var random = SeededRandom(7)
        let sources = try PlanFixtures.examples.map { try PlanFixtures.bytes($0) }
        let spice = Array("{}[]:,-#'\"|>&*!?%@\\ \n\t~".utf8)
        for round in 0..<5000 {
            var bytes = sources[round % sources.count]
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(spice.randomElement(using: &random) ?? 0, at: place)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + 5))
                default: bytes[place] = spice.randomElement(using: &random) ?? 0
                }
                if bytes.isEmpty { bytes = [0x61] }
            }
            for name in ["x.yaml", "x.json"] {
                let result = PlanParser.parse(bytes, fileName: name)
                #expect((result.plan == nil) == !result.errors.isEmpty)
            }
        }
    }

    @Test func patternsCannotTakeExponentialTime() {
        #expect(
            PlanFixtures.codes(
                PlanFixtures.field("type: string, pattern: '(x+)+y', default: '\(String(repeating: "x", count: 2000))'")
            ) == ["bad-pattern"])
        let nested = PlanFixtures.field(
            "type: string, pattern: '((a?){1000}){1000}b', default: '\(String(repeating: "a", count: 2000))'")
        #expect(nested.problems.count <= 1)
    }
}
