/// Makes strings that match a plan's pattern, each verified, and strings that do not.
struct PatternSampler {
    private let pattern: RegexPattern
    let needsBacktracking: Bool

    /// Nil when the pattern is beyond what ``RegexPattern`` understands.
    init?(_ pattern: String) {
        guard let parsed = RegexPattern(pattern) else { return nil }
        self.pattern = parsed
        needsBacktracking = parsed.needsBacktracking
    }

    /// Steps that one request may take in all; a request that runs out gives what it has found.
    private static let stepBudget = 200_000

    func matches(_ text: String) -> Bool {
        var budget = Self.stepBudget
        return RegexMatcher.search(pattern, in: text, budget: &budget) == true
    }

    /// Up to `count` different matching strings of the lengths given, the most readable first.
    func samples(
        count: Int, lengths: ClosedRange<Int>, hints: [String], where isValid: (String) -> Bool = { _ in true }
    ) -> [String] {
        var found: [String] = []
        var tried: Set<String> = []
        var budget = Self.stepBudget
        func consider(_ candidate: String) {
            guard found.count < count, budget > 0, lengths.contains(candidate.unicodeScalars.count),
                tried.insert(candidate).inserted, isValid(candidate),
                RegexMatcher.search(pattern, in: candidate, budget: &budget) == true
            else { return }
            found.append(candidate)
        }
        hints.forEach(consider)
        let longest = min(lengths.upperBound, 80)
        // Steps stop early: most patterns give all samples with few extra repetitions.
        for extra in 0...max(longest, 0) where found.count < count && budget > 0 {
            for seed in 0..<16 {
                guard budget > 0 else { break }
                let made = build(extra: extra, seed: seed, budget: &budget)
                consider(made)
                for prefix in ["user\(seed)", "https://example.com/", "https://"] { consider(prefix + made) }
                for suffix in ["@example.com", "aA1!aaaa"] { consider(made + suffix) }
            }
        }
        return found
    }

    /// A matching string of exactly that many characters, if one is found.
    func sample(length: Int, where isValid: (String) -> Bool = { _ in true }) -> String? {
        guard (0...256).contains(length) else { return nil }
        var budget = Self.stepBudget
        for extra in 0...length {
            let candidate = build(extra: extra, seed: 0, budget: &budget)
            guard candidate.unicodeScalars.count == length, isValid(candidate) else { continue }
            if RegexMatcher.search(pattern, in: candidate, budget: &budget) == true { return candidate }
        }
        return nil
    }

    /// A string of one of the lengths given that does not match, if one is found.
    func mismatch(lengths: ClosedRange<Int>) -> String? {
        var budget = Self.stepBudget
        let lengthsToTry = [lengths.lowerBound, lengths.lowerBound + 1, lengths.lowerBound + 3, lengths.upperBound]
        for length in lengthsToTry where lengths.contains(length) && length <= 256 {
            for character in ["!", " ", "a", "A", "0", "~", "é"] {
                let candidate = String(repeating: character, count: length)
                if RegexMatcher.search(pattern, in: candidate, budget: &budget) == false { return candidate }
            }
        }
        return nil
    }

    private func build(extra: Int, seed: Int, budget: inout Int) -> String {
        var state = Building(extra: extra, seed: seed, choice: seed)
        append(pattern.alternatives, &state)
        budget = max(0, budget - state.visits)
        return String(state.out)
    }

    /// One string in the making.
    private struct Building {
        /// Repetitions beyond the least.
        let extra: Int
        let seed: Int
        var choice: Int
        var out = String.UnicodeScalarView()
        var visits = 0

        /// Nested repetitions multiply, even of nothing.
        var isExhausted: Bool { visits > 5000 || out.count > 400 }

        init(extra: Int, seed: Int, choice: Int) {
            self.extra = extra
            self.seed = seed
            self.choice = choice
        }
    }

    private func append(_ alternatives: [[RegexPattern.Node]], _ state: inout Building) {
        guard !alternatives.isEmpty else { return }
        for node in alternatives[state.seed % alternatives.count] { append(node, &state) }
    }

    private func append(_ node: RegexPattern.Node, _ state: inout Building) {
        state.visits += 1
        guard !state.isExhausted else { return }
        switch node {
        case .set(let set):
            let candidates = Self.readable.filter(set.contains)
            if !candidates.isEmpty {
                state.out.append(candidates[state.choice % candidates.count])
            } else if !set.negated, let range = set.ranges.first, let scalar = Unicode.Scalar(range.lowerBound) {
                state.out.append(scalar)
            }
            state.choice += 1
        case .start, .end, .wordBoundary, .lookahead: break
        case .group(let alternatives): append(alternatives, &state)
        case .repetition(let inner, let low, let high):
            // A multiplied group grows too fast; only plain characters take the full extra length.
            var share = state.extra
            if case .group = inner { share = min(share, 2) }
            for _ in 0..<min(low + share, high ?? Int.max, 300) where !state.isExhausted { append(inner, &state) }
        }
    }

    private static let readable: [Unicode.Scalar] = Array(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@ /:+#!".unicodeScalars)
}
