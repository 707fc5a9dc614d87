/// The numbers that sources have given their entries, in the order of the chain: says which have never come, and which came
/// twice. A source's entries come in order, so what it takes in memory grows with the gaps only. A value.
struct SourceNumbers: Sendable {
    private struct Gap: Sendable {
        let numbers: ClosedRange<UInt64>
        /// The source's last entry before it; 0 = none.
        let before: UInt64
        /// Where it shows: the first entry after it.
        let place: UInt64
        let entry: String

        func part(_ numbers: ClosedRange<UInt64>) -> Gap {
            Gap(numbers: numbers, before: before, place: place, entry: entry)
        }

        func text(_ source: String) -> String {
            let (first, last) = (numbers.lowerBound, numbers.upperBound)
            return first == last ? "Entry \(first) of \(source)" : "Entries \(first) to \(last) of \(source)"
        }
    }
    private struct Source: Sendable {
        var next: UInt64 = 1
        var place: UInt64 = 0
        var gaps: [Gap] = []
    }

    private var sources: [String: Source] = [:]
    private var repeated: [ChainFinding] = []

    /// Takes the next entry of the chain.
    mutating func take(_ number: UInt64, of name: String, at link: ChainLink) {
        guard number > 0, number < .max else { return }
        var source = sources[name] ?? Source()
        defer {
            source.place = link.sequence
            sources[name] = source
        }
        if number == source.next {
            source.next += 1
        } else if number > source.next {
            source.gaps.append(
                Gap(numbers: source.next...(number - 1), before: source.place, place: link.sequence, entry: link.entry))
            source.next = number + 1
        } else if let index = source.gaps.firstIndex(where: { $0.numbers.contains(number) }) {
            // It came late, after those behind it.
            let gap = source.gaps.remove(at: index)
            var rest: [Gap] = []
            if gap.numbers.lowerBound < number {
                rest.append(gap.part(gap.numbers.lowerBound...(number - 1)))
            }
            if gap.numbers.upperBound > number {
                rest.append(gap.part((number + 1)...gap.numbers.upperBound))
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
    /// - Parameter cuts: places that the chain was set back to; what a source has missed across one was lost with it.
    func findings(cuts: Set<UInt64>) -> (findings: [ChainFinding], lost: [UInt64: [String]]) {
        var found = repeated
        var lost: [UInt64: [String]] = [:]
        for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
            for gap in source.gaps {
                if let cut = cuts.filter({ gap.before <= $0 && $0 < gap.place }).max() {
                    lost[cut, default: []].append(gap.text(name))
                    continue
                }
                found.append(
                    ChainFinding(
                        .undelivered, gap.place, entry: gap.entry,
                        "\(gap.text(name)), which should be before this one, never came."))
            }
        }
        return (found, lost)
    }
}
