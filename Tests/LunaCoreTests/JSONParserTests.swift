import LunaCore
import Testing

@Suite struct JSONParserTests {
    @Test(arguments: [
        "null", " true ", "false", "0", "-0", "-0.0", "1e5", "1E+2", "1.5e-3", "123456789012345678901234567890", "\"\"",
        "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"\u{7F}\"", "[]", "[ ]", "{}", "{\"\":0}", "[[],{},\"\"]",
        "\"\\/\\b\\f\\n\\r\\t\"",
        "[1,2 , 3]\n", "\t\r\n 1", "\"\u{FFFF}\"", "\"\u{10FFFF}\"", "{\"a\":{\"a\":{\"a\":null}}}",
        "0e99999999999999999999",
    ])
    func acceptsWhatRFC8259Allows(_ text: String) throws {
        let value = try JSONParser.parse(text)
        #expect(try JSONParser.parse(value.serialized()) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "nulll", "True", "01", "-", "-01", "+1", "1.", ".5", "1e", "1e+", "0x10", "NaN", "Infinity",
        "1 2",
        "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}",
        "{a:1}",
        "{'a':1}", "{\"a\" 1}", "{1:2}", "\"", "\"\\", "\"\\\"", "\"\\x41\"", "\"\\u12\"", "\"\\u12g4\"", "\"\u{1}\"",
        "\"\n\"",
        "\"\\ud800\"", "\"\\ud800\\n\"", "\"\\ud800\\ud800\"", "\"\\udc00\"", "// x\n1", "/**/1", "\u{FEFF}1",
        "\u{A0}1", "[1]]", "1,",
        "\u{0}", "1\u{0}", "[\"a\",\n4\n,1,",
    ])
    func refusesEverythingElse(_ text: String) {
        #expect(code(text) == "json.invalid")
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x80, 0x22], [0xFF], [0xFE, 0xFF, 0x00, 0x31],
            [0x22, 0x5C, 0x6E, 0xC3, 0x22], [0x22, 0xC3, 0x5C, 0x6E, 0x22],
        ] as [[UInt8]])
    func refusesInvalidUTF8(_ bytes: [UInt8]) {
        #expect(throws: LunaError.self) { try JSONParser.parse(bytes) }
    }

    @Test func refusesTheSameKeyTwice() throws {
        let error = try #require(failure("{\"a\": 1,\n \"b\": 2, \"\\u0061\": 3}"))
        #expect(error.code == "json.invalid")
        #expect(error.message.contains("\"a\" occurs twice"))
        #expect(error.details["line"] == "2" && error.details["column"] == "10" && error.details["offset"] == "18")
    }

    @Test func refusesKeysThatDifferOnlyInUnicodeForm() {
        #expect(code("{\"\u{E9}\": 1, \"e\u{301}\": 2}") == "json.ambiguous_keys")
    }

    @Test func comparesTextByCodePoints() throws {
        let one = try JSONParser.parse("{\"\u{E9}\": \"\u{E9}\"}")
        let two = try JSONParser.parse("{\"e\u{301}\": \"e\u{301}\"}")
        #expect(one != two)
        #expect(one["\u{E9}"] == .string("\u{E9}"))
        #expect(one["e\u{301}"] == nil)
        #expect(one["\u{E9}"] != .string("e\u{301}"))
        #expect(Set([one, two]).count == 2)
    }

    @Test func saysWhereTheFaultIs() throws {
        let error = try #require(failure("{\n  \"ä\": 01\n}"))
        #expect(error.details["line"] == "2")
        #expect(error.details["column"] == "8")
        #expect(error.message.contains("superfluous zero"))
    }

    @Test func holdsToItsLimits() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSONParser.parse(nested(128)) }
        #expect(code(nested(129)) == "json.too_deep")
        #expect(code(String(repeating: "[", count: 100_000)) == "json.too_deep")
        #expect(code(String(repeating: "{\"a\":", count: 100_000)) == "json.too_deep")
        // However much is asked for, the stack sets an end.
        let greedy = JSONLimits(maxDepth: .max)
        #expect(throws: LunaError.self) { try JSONParser.parse(nested(100_000), limits: greedy) }
        #expect(throws: Never.self) { try JSONParser.parse(nested(1_000), limits: greedy) }
        #expect(code("[1,2,3,4]", JSONLimits(maxBytes: 8)) == "json.too_large")
        #expect(code("[1,2,3,4]", JSONLimits(maxValues: 4)) == "json.too_large")
        #expect(code(String(repeating: "9", count: 2_000)) == "json.too_large")
        #expect(code("1e1000000001") == "json.too_large")
    }

    @Test func hostileKeysCostLinearTime() {
        let marks = String(repeating: "\u{300}\u{316}", count: 50_000)
        #expect(code("{\"a\(marks)\": 1}") == "json.invalid")
        // As a value the same text is no problem.
        #expect(throws: Never.self) { try JSONParser.parse("[\"a\(marks)\"]") }
    }

    /// Random damage to a text gives a value or an error, and a value survives being written and read again.
    @Test func survivesMutation() throws {
        let seed = Array(
            #"{"a":[1,-2.5e-3,true,null,"x\né😀\\"],"b":{"c":"","d":[[],{}]},"z":123456789012345678901}"#.utf8)
        var random = SplitMix(state: 42)
        let spice = Array("{}[]\",:\\u0e+-.9tfn\u{0}\u{1} \n".utf8) + [0xC3, 0xED, 0xA0, 0xFF, 0xF0]
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = seed
            for _ in 0...Int(random.next() % 3) {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(spice[Int(random.next() % UInt64(spice.count))], at: place)
                case 2: bytes[place] = spice[Int(random.next() % UInt64(spice.count))]
                default: bytes.removeSubrange(place...)
                }
                if bytes.isEmpty { break }
            }
            guard let value = try? JSONParser.parse(bytes) else { continue }
            accepted += 1
            let written = value.serialized()
            let again = try JSONParser.parse(written)
            #expect(again == value && again.hashValue == value.hashValue && again.serialized() == written)
        }
        #expect(accepted > 500)
    }

    private func failure(_ text: String, _ limits: JSONLimits = .default) -> LunaError? {
        do {
            _ = try JSONParser.parse(text, limits: limits)
            return nil
        } catch {
            return error as? LunaError
        }
    }
    private func code(_ text: String, _ limits: JSONLimits = .default) -> String? { failure(text, limits)?.code }
}

/// A small generator with a fixed seed, so that a failure repeats.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
