import LunaCore
import Testing

@Suite struct JSONCanonicalTests {
    private func canonical(_ text: String) throws -> String {
        String(decoding: try JSONParser.parse(text).canonical(), as: UTF8.self)
    }

    /// RFC 8785 appendix B: bit patterns of doubles and how they are written.
    @Test(
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"), (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
            (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
            (0xC340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"), (0x44B5_2D02_C7E1_4AF6, "1e+23"),
            (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"), (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
            (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"), (0x444B_1AE4_D6E2_EF50, "1e+21"),
            (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"), (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
            (0x41B3_DE43_5555_5553, "333333333.3333332"), (0x41B3_DE43_5555_5554, "333333333.33333325"),
            (0x41B3_DE43_5555_5555, "333333333.3333333"), (0x41B3_DE43_5555_5556, "333333333.3333334"),
            (0x41B3_DE43_5555_5557, "333333333.33333343"), (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
            (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
        ] as [(UInt64, String)])
    func writesDoublesAsECMAScript(_ bits: UInt64, _ expected: String) throws {
        let bytes = try JSONValue.number(JSONNumber(Double(bitPattern: bits))).canonical()
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
        // Reading it and writing it again changes nothing.
        #expect(try canonical(expected) == expected)
    }

    /// RFC 8785 appendix B, the last three: what is no number is an error.
    @Test(arguments: [0x7FFF_FFFF_FFFF_FFFF, 0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000] as [UInt64])
    func refusesWhatIsNoNumber(_ bits: UInt64) {
        #expect { try JSONValue.number(JSONNumber(Double(bitPattern: bits))).canonical() } throws: {
            ($0 as? LunaError)?.code == "json.not_canonical"
        }
    }

    /// Every double comes back as itself, in no more digits than the shortest that the standard library finds.
    @Test func everyDoubleSurvivesInItsShortestForm() throws {
        func digits(_ text: String) -> Int {
            let significand = text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
            return significand.reversed().drop { $0 == "0" }.count
        }
        var random = SplitMix(state: 8785)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            let text = String(decoding: try JSONValue.number(JSONNumber(value)).canonical(), as: UTF8.self)
            #expect(Double(text)?.bitPattern == value.bitPattern || value == 0, "\(text)")
            #expect(digits(text) == digits(value.description), "\(text) for \(value)")
            #expect(try canonical(text) == text)
        }
    }

    @Test(arguments: [
        (
            "[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]",
            "[333333333.3333333,1e+30,4.5,0.002,1e-27]"
        ),
        (
            #"{"b": [56, {"d": true, "10": null, "1": [ ]}], "a": {}}"#,
            #"{"a":{},"b":[56,{"1":[],"10":null,"d":true}]}"#
        ),
        (#""\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/""#, #""€$\u000f\nA'B\"\\\\\"/""#),
        (#""\b\t\n\f\r\u0000\u001f\u007f\u2028""#, "\"\\b\\t\\n\\f\\r\\u0000\\u001f\u{7F}\u{2028}\""),
    ])
    func writesTheCanonicalForm(_ input: String, _ expected: String) throws {
        #expect(try canonical(input) == expected)
    }

    /// RFC 8785 §3.2.3: U+1F600 sorts before U+FB33, because its surrogates do.
    @Test func sortsKeysByUTF16() throws {
        let text = #"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7,"":8,"10":9}"#
        let keys = ["", "\r", "1", "10", "\u{80}", "\u{F6}", "\u{20AC}", "\u{1F600}", "\u{FB33}"]
        let written = try canonical(text)
        let places = keys.dropFirst().map { key in
            written.range(of: JSONValue.string(key).text(pretty: false) + ":")?.lowerBound
        }
        #expect(!places.contains(nil))
        #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
    }

    /// The quick comparison of UTF-8 agrees with the definition.
    @Test func keyOrderAgreesWithTheDefinition() throws {
        var random = SplitMix(state: 3)
        let pool: [Unicode.Scalar] = [
            "a", "z", "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFD}", "\u{10000}",
            "\u{10FFFF}",
        ]
        for _ in 0..<2_000 {
            var keys: Set<String> = []
            for _ in 0..<4 {
                var key = "k"
                for _ in 0..<Int(random.next() % 4) {
                    key.unicodeScalars.append(pool[Int(random.next() % UInt64(pool.count))])
                }
                keys.insert(key)
            }
            let sorted = keys.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
            let expected =
                "{" + sorted.map { JSONValue.string($0).text(pretty: false) + ":1" }.joined(separator: ",") + "}"
            let value = JSONValue.object(Dictionary(uniqueKeysWithValues: keys.map { ($0, 1) }))
            #expect(String(decoding: try value.canonical(), as: UTF8.self) == expected)
        }
    }

    @Test(arguments: ["9007199254740993", "123456789012345678901234567890", "1e400", "[-1e309]"])
    func refusesNumbersThatADoubleWouldChange(_ text: String) {
        #expect { try canonical(text) } throws: { ($0 as? LunaError)?.code == "json.not_canonical" }
    }

    @Test func prettyTextIsForPeople() throws {
        let value: JSONValue = ["b": [1, 2.5, []], "a": ["x": nil], "c": [:]]
        #expect(
            value.text(pretty: true)
                == "{\n  \"a\": {\n    \"x\": null\n  },\n  \"b\": [\n    1,\n    2.5,\n    []\n  ],\n  \"c\": {}\n}")
        #expect(value.text(pretty: false) == #"{"a":{"x":null},"b":[1,2.5,[]],"c":{}}"#)
    }
}

extension String {
    fileprivate func range(of other: String) -> Range<Index>? {
        indices.lazy.compactMap { self[$0...].hasPrefix(other) ? $0..<self.endIndex : nil }.first
    }
}
