import LunaPrivacy
import Testing

@Suite("What the scanner finds in the labelled set")
struct ScoreTests {
    private static let score: Scorer = {
        var scorer = Scorer()
        for item in Corpus.all { scorer.add(item) }
        return scorer
    }()

    /// The reading of a set that is not part of the labelled one yet: `LUNA_EXAMINER=FILE`.
    @Test(.enabled(if: CorpusTemplate.examiner != nil)) func aNewSet() throws {
        var scorer = Scorer()
        for item in CorpusTemplate.examiner ?? [] { scorer.add(item) }
        print(scorer.table)
        for failure in scorer.failures { print("  miss \(failure)") }
    }

    @Test func theSetIsLargeEnough() {
        #expect(Corpus.all.count >= 2_000)
        #expect(Corpus.negatives.count >= 500)
        #expect(Corpus.negatives.allSatisfy { $0.marks.isEmpty })
    }

    @Test(arguments: PrivacyType.allCases.filter { $0 != .person })
    func everyTypeMeetsTheGoal(type: PrivacyType) {
        let count = Self.score.counts[type] ?? Scorer.Count()
        #expect(count.wanted >= 90)
        #expect(count.recall >= 0.99, "\(type): recall \(count.recall)")
        #expect(count.precision >= 0.95, "\(type): precision \(count.precision)")
    }

    @Test func secretsAndNamesAndCleanTexts() {
        let secrets = Self.score.total(PrivacyType.allCases.filter(\.isSecret))
        #expect(secrets.recall >= 0.98)
        let names = Self.score.counts[.person] ?? Scorer.Count()
        #expect(names.recall >= 0.70, "names: recall \(names.recall)")
        #expect(names.precision >= 0.90, "names: precision \(names.precision)")
        #expect(Double(Self.score.flaggedTexts) <= 0.02 * Double(Self.score.cleanTexts))
        print(Self.score.table)
        for failure in Self.score.failures { print("  miss \(failure)") }
    }
}
