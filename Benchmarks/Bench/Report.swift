import LunaCore

/// Collects figures and prints them as a table. Each figure is the median of several rounds, with the range.
struct Report {
    private var rows: [(name: String, values: [Double], unit: String, baseline: String)] = []
    private var keyed: [String: Double] = [:]

    /// - Parameters:
    ///   - baseline: what it is compared with: the name of another row, whose median divides this one's.
    ///   - key: the name of the median in the file that other programs read.
    mutating func add(_ name: String, _ values: [Double], _ unit: String, baseline: String = "", key: String = "") {
        if !key.isEmpty, !values.isEmpty { keyed[key] = median(values.sorted()) }
        rows.append((name, values, unit, baseline))
        print(line(rows[rows.count - 1]))
    }

    /// The medians that have keys, as JSON.
    var json: JSONValue { .object(keyed.mapValues { .number(JSONNumber(($0 * 1000).rounded() / 1000)) }) }

    private func line(_ row: (name: String, values: [Double], unit: String, baseline: String)) -> String {
        let sorted = row.values.sorted()
        guard let low = sorted.first, let high = sorted.last else { return "\(row.name): nothing measured" }
        var text =
            pad(row.name, 52) + pad(number(median(sorted)), 12, left: true) + " " + pad(row.unit, 8)
            + " (\(number(low)) … \(number(high)))"
        if let base = rows.first(where: { $0.name == row.baseline }) {
            let ratio = median(sorted) / median(base.values.sorted())
            text += "  \(number(ratio)) × \(row.baseline)"
        }
        return text
    }

    private func median(_ sorted: [Double]) -> Double {
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    private func number(_ value: Double) -> String {
        if value >= 1000 { return String(Int(value.rounded())) }
        let scaled = Int((value * 100).rounded())
        let fraction = String(scaled % 100)
        return "\(scaled / 100).\(fraction.count == 1 ? "0" : "")\(fraction)"
    }

    private func pad(_ text: String, _ width: Int, left: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - text.count))
        return left ? space + text : text + space
    }
}

/// Seconds that `body` takes.
func seconds(_ body: () async throws -> Void) async rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try await body()
    let parts = (clock.now - start).components
    return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
}
