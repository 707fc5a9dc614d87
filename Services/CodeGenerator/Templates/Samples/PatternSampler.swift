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

    func matches(_ text: String) -> Bool { RegexMatcher.search(pattern, in: text) == true }

    /// Up to `count` different matching strings of the lengths given, the most readable first.
    func samples(count: Int, lengths: ClosedRange<Int>, hints: [String], where isValid: (String) -> Bool = { _ in true }) -> [String] {
        var found: [String] = []
        func consider(_ candidate: String) {
            guard found.count < count, lengths.contains(candidate.unicodeScalars.count), !found.contains(candidate),
                isValid(candidate), matches(candidate)
            else { return }
            found.append(candidate)
        }
        hints.forEach(consider)
        let longest = min(lengths.upperBound, 80)
        // Steps stop early: most patterns give all samples with few extra repetitions.
        for extra in 0...max(longest, 0) where found.count < count {
            for seed in 0..<16 {
                let made = build(extra: extra, seed: seed)
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
        for extra in 0...length {
            let candidate = build(extra: extra, seed: 0)
            if candidate.unicodeScalars.count == length, isValid(candidate), matches(candidate) { return candidate }
        }
        return nil
    }

    /// A string of one of the lengths given that does not match, if one is found.
    func mismatch(lengths: ClosedRange<Int>) -> String? {
        let lengthsToTry = [lengths.lowerBound, lengths.lowerBound + 1, lengths.lowerBound + 3, lengths.upperBound]
        for length in lengthsToTry where lengths.contains(length) && length <= 256 {
            for character in ["!", " ", "a", "A", "0", "~", "é"] {
                let candidate = String(repeating: character, count: length)
                if RegexMatcher.search(pattern, in: candidate) == false { return candidate }
            }
        }
        return nil
    }

    private func build(extra: Int, seed: Int) -> String {
        var out = String.UnicodeScalarView()
        var choice = seed
        append(pattern.alternatives, extra: extra, seed: seed, choice: &choice, to: &out)
        return String(out)
    }

    private func append(
        _ alternatives: [[RegexPattern.Node]], extra: Int, seed: Int, choice: inout Int, to out: inout String.UnicodeScalarView
    ) {
        guard !alternatives.isEmpty else { return }
        for node in alternatives[seed % alternatives.count] {
            append(node, extra: extra, seed: seed, choice: &choice, to: &out)
        }
    }

    private func append(
        _ node: RegexPattern.Node, extra: Int, seed: Int, choice: inout Int, to out: inout String.UnicodeScalarView
    ) {
        guard out.count < 400 else { return }
        switch node {
        case .set(let set):
            let candidates = Self.readable.filter(set.contains)
            if !candidates.isEmpty {
                out.append(candidates[choice % candidates.count])
            } else if !set.negated, let range = set.ranges.first, let scalar = Unicode.Scalar(range.lowerBound) {
                out.append(scalar)
            }
            choice += 1
        case .start, .end, .wordBoundary, .lookahead: break
        case .group(let alternatives):
            append(alternatives, extra: extra, seed: seed, choice: &choice, to: &out)
        case .repetition(let inner, let low, let high):
            // A multiplied group grows too fast; only plain characters take the full extra length.
            var share = extra
            if case .group = inner { share = min(extra, 2) }
            for _ in 0..<min(low + share, high ?? Int.max, 300) {
                append(inner, extra: extra, seed: seed, choice: &choice, to: &out)
            }
        }
    }

    private static let readable: [Unicode.Scalar] = Array(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@ /:+#!".unicodeScalars)
}
