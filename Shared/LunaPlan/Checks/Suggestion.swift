/// "Did you mean": the nearest of the known names.
enum Suggestion {
    /// The candidate nearest to `name` by edit distance (insert, delete, replace, swap neighbours; Damerau 1964 in its
    /// restricted form), ignoring case; `nil` when none is near enough to be a slip of the hand.
    static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased().utf8.prefix(80))
        guard !wanted.isEmpty else { return nil }
        let limit = max(1, wanted.count / 3)
        var best: (distance: Int, name: String)?
        for candidate in candidates {
            let other = Array(candidate.lowercased().utf8.prefix(80))
            guard abs(other.count - wanted.count) <= limit else { continue }
            let distance = editDistance(wanted, other)
            guard distance <= limit else { continue }
            if let best, (best.distance, best.name) <= (distance, candidate) { continue }
            best = (distance, candidate)
        }
        return best?.name
    }

    /// "Did you mean 'x'?", or else the list of what is known.
    static func hint(for name: String, among candidates: [String], what: String) -> String {
        if let nearest = nearest(to: name, among: candidates) { return "Did you mean '\(nearest)'?" }
        if candidates.isEmpty { return "There are no \(what)." }
        let shown = candidates.prefix(12).joined(separator: ", ")
        return "Known \(what): \(shown)\(candidates.count > 12 ? ", …" : "")."
    }

    static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            row.reserveCapacity(b.count + 1)
            for j in b.indices {
                var cost = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforePrevious[j - 1] + 1) }
                row.append(cost)
            }
            (beforePrevious, previous) = (previous, row)
        }
        return previous[b.count]
    }
}
