import LunaCore

/// Goes through a tenant's chain in stored order and says where it does not hold. Each entry proves itself and the place
/// that it was written to; what does not fit into the row of proven places is classified by its neighbours. A value; use
/// it from one task at a time.
public struct AuditVerifier: Sendable {
    /// A link whose MAC holds.
    private struct Proven {
        let link: ChainLink
        let place: UInt64
        let previous: String
    }

    private let tenant: TenantID
    private let keys: [String: ChainKey]
    private var marks: [UInt64: String]
    private let restores: [String: UInt64]
    /// The newest place that is settled, and the MAC there when the link before the next was proven.
    private var settled: UInt64 = 0
    private var settledMAC: String?
    /// Links since the settled one that prove nothing, with the kind that is known already.
    private var doubtful: [(link: ChainLink, isForeign: Bool)] = []
    /// A link that is ahead of its turn: either it was moved, or what should be before it is gone.
    private var ahead: Proven?
    /// Places whose links were found too early, and places that nobody has filled.
    private var early: Set<UInt64> = []
    private var empty: Set<UInt64> = []
    /// The first link in its turn whose number is another.
    private var renumbered: Proven?
    private var sources = SourceNumbers()
    private static let maximumFindings = 10_000

    /// How many links were read.
    public private(set) var count: UInt64 = 0
    /// What was found; complete after ``finish()``. At most 10,000.
    public private(set) var findings: [ChainFinding] = []

    /// Of the entries that accept a restore, those whose own MAC holds.
    public private(set) var provenRestores: Set<String> = []
    /// Numbers of sources that were lost when the chain was set back to a place; complete after ``finish()``.
    public private(set) var lost: [UInt64: [String]] = [:]

    /// - Parameters:
    ///   - keys: all keys that the chain was ever made with.
    ///   - checkpoints: the MAC per place that was seen outside; check their signatures before.
    ///   - restores: per id of an entry that accepts a restore the place that the chain was set back to; check their signatures
    ///     before.
    public init(
        tenant: TenantID, keys: [ChainKey], checkpoints: [UInt64: String] = [:], restores: [String: UInt64] = [:]
    ) {
        self.tenant = tenant
        self.restores = restores
        self.keys = Dictionary(keys.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        marks = checkpoints.filter { $0.key > 0 }
        settledMAC = AuditChain.origin(tenant)
    }

    /// Takes the next stored link, in order of ``ChainLink/sequence``.
    public mutating func check(_ link: ChainLink) {
        count += 1
        guard let content = try? JSONParser.parse(link.content), let keyID = content["key"]?.stringValue else {
            return doubtful.append((link, false))
        }
        // Also of what turns out to be edited: that it came is not in doubt.
        if let source = content["source"]?.stringValue,
            let number = content["source_sequence"]?.stringValue.flatMap(UInt64.init)
        {
            sources.take(number, of: source, at: link)
        }
        guard let key = keys[keyID] else { return doubtful.append((link, true)) }
        guard TextForm.isSame(Array(key.mac(link.content).utf8), Array(link.mac.utf8)),
            content["tenant"]?.stringValue == tenant.rawValue, content["id"]?.stringValue == link.entry,
            let place = content["sequence"]?.stringValue.flatMap(UInt64.init),
            let previous = content["previous"]?.stringValue
        else { return doubtful.append((link, false)) }
        if restores[link.entry] != nil, link.sequence == place { provenRestores.insert(link.entry) }
        take(Proven(link: link, place: place, previous: previous))
    }

    /// Ends the check.
    public mutating func finish() {
        if let waiting = ahead {
            ahead = nil
            settle(waiting)
        }
        explainDoubtful(before: UInt64.max)
        skipEarly()
        report(missing: empty)
        // With any other finding, the entries after it have shifted.
        if findings.isEmpty, let renumbered { noteMoved(renumbered) }
        if let seen = marks.keys.max(), seen > settled, marks.contains(where: { $0.key > settled }) {
            note(.cut, settled + 1, "", "The chain ends at \(settled), but had \(seen) entries: the newest are gone.")
        }
        let told = sources.findings(cuts: Set(restores.values))
        for finding in told.findings { note(finding) }
        lost = told.lost
        findings.sort { ($0.sequence, $0.kind.rawValue) < ($1.sequence, $1.kind.rawValue) }
    }

    // MARK: Places

    private mutating func take(_ link: Proven) {
        if let waiting = ahead {
            ahead = nil
            if link.place == waiting.place + 1 {
                // Two in a row: those before them are gone.
                settle(waiting)
            } else if link.place < waiting.place || link.place == settled + 1 {
                early.insert(waiting.place)
                noteMoved(waiting)
            } else {
                settle(waiting)
            }
        }
        skipEarly()
        if link.place <= settled {
            if empty.remove(link.place) != nil {
                noteMoved(link)
            } else {
                note(.inserted, link.link.sequence, link.link.entry, "A copy of entry \(link.place).")
            }
        } else if link.place == settled + 1 + UInt64(doubtful.count) || link.place == settled + 1 {
            settle(link)
        } else {
            ahead = link
        }
    }

    /// The chain goes on with this link.
    private mutating func settle(_ link: Proven) {
        let isNext = link.place == settled + 1 && doubtful.isEmpty
        explainDoubtful(before: link.place)
        if isNext, let settledMAC, settledMAC != link.previous {
            note(
                .rewritten, link.link.sequence, link.link.entry,
                "The entry was written after another one than stands before it: the chain was cut and went on.")
        } else if link.link.sequence != link.place, renumbered == nil {
            renumbered = link
        }
        if let mark = marks.removeValue(forKey: link.place), mark != link.link.mac {
            note(
                .rewritten, link.link.sequence, link.link.entry,
                "A checkpoint from outside has seen another entry in this place.")
        }
        settled = link.place
        settledMAC = link.link.mac
    }

    private mutating func skipEarly() {
        while early.remove(settled + 1) != nil {
            settled += 1
            settledMAC = nil
            marks[settled] = nil
        }
    }

    /// Says what the doubtful links before a proven place are, and which places nobody fills.
    private mutating func explainDoubtful(before place: UInt64) {
        var open = place == .max ? UInt64(doubtful.count) : place - settled - 1
        var next = settled + 1
        var filled: Set<UInt64> = []
        for (link, isForeign) in doubtful {
            while early.remove(next) != nil {
                next += 1
                if open > 0 { open -= 1 }
            }
            let fits = open > 0
            if isForeign {
                note(.wrongKey, link.sequence, link.entry, "The audit trail does not have the key that it names.")
            } else if fits {
                note(.edited, link.sequence, link.entry, "The entry is not what was written.")
            } else {
                note(.inserted, link.sequence, link.entry, "The entry was not written by the audit trail.")
            }
            if fits {
                // With a gap around it, the entry's own place says which of the empty places is its.
                let own = place != .max && link.sequence >= next && link.sequence < place ? link.sequence : next
                filled.insert(own)
                marks[own] = nil
                next = own + 1
                open -= 1
            }
        }
        doubtful = []
        if place == .max {
            settled = max(settled, next - 1)
        } else if place > settled + 1 {
            // A gap can be as long as a hostile number; more than this many places are told as one.
            for missing in (settled + 1)..<min(place, settled + 1 + 1_000_000) where !filled.contains(missing) {
                if early.remove(missing) == nil { empty.insert(missing) }
            }
        }
    }

    private mutating func report(missing places: Set<UInt64>) {
        var run: ClosedRange<UInt64>?
        func tell(_ run: ClosedRange<UInt64>) -> String {
            run.count == 1
                ? "Entry \(run.lowerBound) is gone." : "Entries \(run.lowerBound) to \(run.upperBound) are gone."
        }
        for place in places.sorted() {
            marks[place] = nil
            if let current = run, current.upperBound + 1 == place {
                run = current.lowerBound...place
            } else {
                if let run { note(.missing, run.lowerBound, "", tell(run)) }
                run = place...place
            }
        }
        if let run { note(.missing, run.lowerBound, "", tell(run)) }
    }

    private mutating func noteMoved(_ link: Proven) {
        marks[link.place] = nil
        note(
            .reordered, link.link.sequence, link.link.entry,
            "The entry was written to place \(link.place) and stands in another.")
    }

    private mutating func note(_ kind: ChainFinding.Kind, _ sequence: UInt64, _ entry: String, _ explanation: String) {
        note(ChainFinding(kind, sequence, entry: entry, explanation))
    }

    private mutating func note(_ finding: ChainFinding) {
        if findings.count < Self.maximumFindings { findings.append(finding) }
    }
}
