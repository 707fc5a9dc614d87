import LunaCore
import Testing

@Suite struct JSONNumberTests {
    private func number(_ text: String) throws -> JSONNumber { try #require(JSONNumber(parsing: text)) }

    @Test(arguments: [
        ("1", "1.0"), ("100", "1e2"), ("0.1", "10e-2"), ("-0", "0"), ("0e5", "0"), ("12300e-2", "123.00"),
        ("100000000000000000000000", "1e23"), ("1.5", "0.00000000000000000000000015e25"),
    ])
    func equalityIsMathematical(_ a: String, _ b: String) throws {
        #expect(try number(a) == number(b))
        #expect(try number(a).hashValue == number(b).hashValue)
        #expect(try number(a).description == number(b).description)
    }

    @Test(arguments: [
        "0.1", "9007199254740993", "123456789012345678901234567890", "1e+400", "-1.5", "1e-7", "0.000001", "1e+21",
        "100000000000000000000", "9223372036854775808", "-9223372036854775808", "1.2345678901234567890123",
    ])
    func keepsTheExactValueWhenWritten(_ text: String) throws {
        #expect(try number(text).description == text)
    }

    @Test(arguments: [
        ("1", "2"), ("-2", "-1"), ("-1", "0"), ("0", "1e-300"), ("9007199254740992", "9007199254740993"),
        ("0.1", "0.10000000000000000000000001"), ("1e300", "1e301"), ("-1e301", "-1e300"), ("99", "1e2"),
        ("-1e-5", "1e-6"),
        ("123456789012345678901234567890", "123456789012345678901234567891"), ("-5", "123456789012345678901234567890"),
    ])
    func orderIsExact(_ small: String, _ large: String) throws {
        let (a, b) = (try number(small), try number(large))
        #expect(a < b && !(b < a) && a != b)
        #expect(!(a < a) && !(b < b))
    }

    @Test(arguments: [
        ("1.1", "0.1", true), ("0.0075", "0.0001", true), ("0.00751", "0.0001", false), ("1e308", "0.123456789", false),
        ("1e308", "0.5", true), ("12391239123", "1e-8", true), ("7", "2", false), ("0", "3", true),
        ("4.5", "1.5", true),
        ("-10", "2.5", true), ("3", "0", false), ("1e1000000", "3", false), ("3e1000000", "3", true),
        ("246913578024691357802469135780", "123456789012345678901234567890", true),
        ("246913578024691357802469135781", "123456789012345678901234567890", false),
        ("1e40", "1.25e30", true), ("1e40", "12345678901234567890123", false), ("5", "10", false), ("5e-1", "1", false),
    ])
    func multiplesAreExact(_ value: String, _ divisor: String, _ expected: Bool) throws {
        #expect(try number(value).isMultiple(of: number(divisor)) == expected)
    }

    @Test func convertsToIntegers() throws {
        #expect(try number("9223372036854775807").int64 == .max)
        #expect(try number("-9223372036854775808").int64 == .min)
        #expect(try number("9223372036854775808").int64 == nil)
        #expect(try number("1e18").int64 == 1_000_000_000_000_000_000)
        #expect(try number("1e19").int64 == nil)
        #expect(try number("2.50e1").int64 == 25)
        #expect(try number("2.5").int64 == nil)
    }

    /// Correct rounding is what the standard library does with the same text.
    @Test func convertsToTheNearestDouble() throws {
        var random = SplitMix(state: 7)
        for _ in 0..<5_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            #expect(try number(value.description).double == value)
            #expect(JSONNumber(value).double == value)
        }
        #expect(try number("1e400").double == .infinity)
        #expect(try number("-1e400").double == -.infinity)
        #expect(try number("1e-400").double == 0)
        #expect(try number("0.1").double == 0.1)
        #expect(try number("9007199254740993").double == 9_007_199_254_740_992)
    }

    @Test(arguments: ["", "-", "01", "1.", ".1", "1e", " 1", "1 ", "abc", "1e99999999999"])
    func refusesOtherText(_ text: String) {
        #expect(JSONNumber(parsing: text) == nil)
    }

    @Test func infinityIsNeitherLostNorWritten() {
        let value = JSONValue.number(JSONNumber(Double.infinity))
        #expect(value.text(pretty: false) == "null")
        #expect(throws: LunaError.self) { try value.canonical() }
        #expect(value.doubleValue == .infinity)
    }
}
