import LunaPrivacy

/// Recall and precision per type, by the exact span and by any overlap of the same type.
struct Scorer {
    struct Count {
        var wanted = 0
        var found = 0
        var exact = 0
        var overlapWanted = 0
        var overlapFound = 0
        var recall: Double { wanted == 0 ? 1 : Double(exact) / Double(wanted) }
        var precision: Double { found == 0 ? 1 : Double(exact) / Double(found) }
        var overlapRecall: Double { wanted == 0 ? 1 : Double(overlapWanted) / Double(wanted) }
        var overlapPrecision: Double { found == 0 ? 1 : Double(overlapFound) / Double(found) }
    }

    private(set) var counts: [PrivacyType: Count] = [:]
    private(set) var texts = 0
    private(set) var cleanTexts = 0
    private(set) var flaggedTexts = 0
    private(set) var failures: [String] = []
    private let scanner = PrivacyScanner()

    mutating func add(_ item: CorpusCase) {
        texts += 1
        let bytes = Array(item.text.utf8)
        let spans = scanner.scan(bytes)
        let ranges = PrivacyScanner.scalarRanges(of: spans, in: bytes)
        let found = zip(spans, ranges).map { CorpusCase.Mark(start: $1.lowerBound, end: $1.upperBound, type: $0.type) }
        for mark in item.marks {
            counts[mark.type, default: Count()].wanted += 1
            if found.contains(mark) { counts[mark.type, default: Count()].exact += 1 }
            if found.contains(where: { $0.type == mark.type && $0.start < mark.end && mark.start < $0.end }) {
                counts[mark.type, default: Count()].overlapWanted += 1
            }
        }
        for mark in found {
            counts[mark.type, default: Count()].found += 1
            if item.marks.contains(where: { $0.type == mark.type && $0.start < mark.end && mark.start < $0.end }) {
                counts[mark.type, default: Count()].overlapFound += 1
            }
        }
        if item.marks.isEmpty {
            cleanTexts += 1
            if !found.isEmpty { flaggedTexts += 1 }
        }
        if Set(found) != Set(item.marks) {
            func list(_ marks: [CorpusCase.Mark]) -> String {
                let scalars = Array(item.text.unicodeScalars)
                return marks.map {
                    "\($0.type.rawValue)[\(String(String.UnicodeScalarView(scalars[$0.start..<$0.end])))]"
                }.joined(separator: " ")
            }
            failures.append(
                "\(item.text.debugDescription)\n      wanted \(list(item.marks))\n      found  \(list(found))")
        }
    }

    func total(_ types: [PrivacyType]) -> Count {
        types.reduce(into: Count()) { sum, type in
            let count = counts[type] ?? Count()
            sum.wanted += count.wanted
            sum.found += count.found
            sum.exact += count.exact
            sum.overlapWanted += count.overlapWanted
            sum.overlapFound += count.overlapFound
        }
    }

    /// The table of `docs/privacy.md`.
    var table: String {
        func percent(_ value: Double) -> String {
            let tenths = Int((value * 1000).rounded())
            return "\(tenths / 10).\(tenths % 10)"
        }
        var lines = [
            "| type | cases | recall % | precision % | overlap recall % | overlap precision % |",
            "|---|---|---|---|---|---|",
        ]
        func row(_ name: String, _ count: Count) {
            lines.append(
                "| \(name) | \(count.wanted) | \(percent(count.recall)) | \(percent(count.precision)) | \(percent(count.overlapRecall)) | \(percent(count.overlapPrecision)) |"
            )
        }
        for type in PrivacyType.allCases { row(type.rawValue, counts[type] ?? Count()) }
        row("all but names", total(PrivacyType.allCases.filter { $0 != .person }))
        row("secrets", total(PrivacyType.allCases.filter(\.isSecret)))
        lines.append("texts: \(texts)")
        lines.append(
            "clean texts flagged: \(flaggedTexts) of \(cleanTexts) (\(percent(Double(flaggedTexts) / Double(max(1, cleanTexts)))) %)"
        )
        return lines.joined(separator: "\n")
    }
}
