import Testing

@testable import LunaTemplates

/// Examples made from patterns.
@Suite struct PatternSamplerTests {
    @Test(
        arguments: [
            "^[a-z0-9-]+$", "^[A-Z]{2}-\\d{4}$", "^\\+[1-9][0-9]{6,14}$", "@example\\.com$", "^(red|green|blue)$",
            "^(?=.*[a-z])(?=.*\\d).+$", "^[^,;]+$", "^a?b*c{2,}$", "\\bword\\b", "^(?:\\w+\\.)+\\w{2,4}$", "^\\u00e9+$",
            "x",
        ])
    func `samples match and mismatches do not`(pattern: String) throws {
        let sampler = try #require(PatternSampler(pattern))
        let samples = sampler.samples(count: 3, lengths: 1...40, hints: ["a-1", "word", "user@example.com"])
        #expect(!samples.isEmpty)
        #expect(Set(samples).count == samples.count)
        for sample in samples { #expect(sampler.matches(sample), "\(sample)") }
        if let mismatch = sampler.mismatch(lengths: 1...40) { #expect(!sampler.matches(mismatch), "\(mismatch)") }
    }

    @Test(arguments: ["^[a-z]+$", "^[A-Z]{2}[0-9]*$"])
    func `a sample has the length asked for`(pattern: String) throws {
        let sampler = try #require(PatternSampler(pattern))
        #expect(sampler.sample(length: 40)?.count == 40)
    }

    @Test(arguments: ["(", "[a", "a**", "a{2", "(?<=a)b", "(a)\\1", "\\p{L}", "(?i)a", ")", "a{5,2}", "[z-a]"])
    func `what is not understood is left alone`(pattern: String) {
        #expect(PatternSampler(pattern) == nil)
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["^(a+)+$", "^(a|a)*b$", "^(\\w+\\s?)*$", "^((a?){30}){30}$"])
    func `patterns that explode elsewhere cost bounded time here`(pattern: String) throws {
        let sampler = try #require(PatternSampler(pattern))
        #expect(!sampler.matches(String(repeating: "a", count: 200) + "!"))
        _ = sampler.samples(count: 12, lengths: 1...200, hints: [])
    }
}
