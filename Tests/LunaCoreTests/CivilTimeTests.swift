import LunaCore
import Testing

@Suite("Moments as text")
struct CivilTimeTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000000Z"), (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
        (1_709_251_199_999_999, "2024-02-29T23:59:59.999999Z"), (-1, "1969-12-31T23:59:59.999999Z"),
        (4_102_444_800_000_000, "2100-01-01T00:00:00.000000Z"), (4_107_542_399_000_000, "2100-02-28T23:59:59.000000Z"),
        (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
    ])
    func knownMoments(_ microseconds: Int64, _ text: String) {
        #expect(CivilTime.rfc3339(unixNanoseconds: microseconds * 1000, digits: 6) == text)
        #expect(CivilTime.unixNanoseconds(rfc3339: text) == microseconds * 1000)
    }

    @Test(
        "What is no moment in UTC is not read",
        arguments: ["", "2026-01-01", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00+02:00", "x026-01-01T00:00:00Z"])
    func refused(_ text: String) {
        #expect(CivilTime.unixNanoseconds(rfc3339: text) == nil)
    }

    @Test("The ends of what 64 bits hold are written, too")
    func extremes() {
        #expect(CivilTime.rfc3339(unixNanoseconds: .max, digits: 0) == "2262-04-11T23:47:16Z")
        #expect(CivilTime.rfc3339(unixNanoseconds: .min, digits: 0) == "1677-09-21T00:12:43Z")
    }

    @Test("Digits of the fraction are cut, and without them there is no point")
    func digits() {
        #expect(CivilTime.rfc3339(unixNanoseconds: 1_999_999_999, digits: 0) == "1970-01-01T00:00:01Z")
        #expect(CivilTime.rfc3339(unixNanoseconds: 1_999_999_999, digits: 3) == "1970-01-01T00:00:01.999Z")
        #expect(CivilTime.rfc3339(unixNanoseconds: 1_000_000_001) == "1970-01-01T00:00:01.000000001Z")
    }
}
