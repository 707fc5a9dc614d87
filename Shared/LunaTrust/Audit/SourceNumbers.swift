/// The numbers that sources have given their entries, in the order of the chain: says which have never come, and which came
/// twice. A source's entries come in order, so what it takes in memory grows with the gaps only. A value.
struct SourceNumbers: Sendable {
    private struct Gap: Sendable {
        var numbers: ClosedRange<UInt64>
        /// Where it shows: the first entry after it.
        let place: UInt64
        let entry: String
    }
    private struct Source: Sendable {
        var next: UInt64 = 1
        var gaps: [Gap] = []
    }

    private var sources: [String: Source] = [:]
    private var repeated: [ChainFinding] = []

    /// Takes the next entry of the chain.
    mutating func take(_ number: UInt64, of name: String, at link: ChainLink) {
        guard number > 0, number < .max else { return }
        var source = sources[name] ?? Source()
        defer { sources[name] = source }
        if number == source.next {
            source.next += 1
        } else if number > source.next {
            source.gaps.append(Gap(numbers: source.next...(number - 1), place: link.sequence, entry: link.entry))
            source.next = number + 1
        } else if let index = source.gaps.firstIndex(where: { $0.numbers.contains(number) }) {
            // It came late, after those behind it.
            let gap = source.gaps.remove(at: index)
            var rest: [Gap] = []
            if gap.numbers.lowerBound < number {
                rest.append(Gap(numbers: gap.numbers.lowerBound...(number - 1), place: gap.place, entry: gap.entry))
            }
            if gap.numbers.upperBound > number {
                rest.append(Gap(numbers: (number + 1)...gap.numbers.upperBound, place: gap.place, entry: gap.entry))
            }
            source.gaps.insert(contentsOf: rest, at: index)
        } else {
            repeated.append(
                ChainFinding(
                    .repeated, link.sequence, entry: link.entry,
                    "\(name) has given the number \(number) to another entry before: its store was set back."))
        }
    }

    /// What has been found so far.
    var findings: [ChainFinding] {
        var found = repeated
        for (name, source) in sources {
            for gap in source.gaps {
                let (first, last) = (gap.numbers.lowerBound, gap.numbers.upperBound)
                let which = first == last ? "Entry \(first)" : "Entries \(first) to \(last)"
                found.append(
                    ChainFinding(
                        .undelivered, gap.place, entry: gap.entry,
                        "\(which) of \(name), which should be before this one, never came."))
            }
        }
        return found
    }
}
