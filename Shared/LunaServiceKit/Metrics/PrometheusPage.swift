/// The labels of a series in a fixed order, with names that Prometheus accepts.
struct MetricLabels: Hashable, Comparable, Sendable {
    let pairs: [Pair]

    struct Pair: Hashable, Sendable {
        let name: String
        let value: String
    }

    /// Names that become equal once cleaned keep their first value; `le` belongs to histograms and is renamed.
    init(_ dimensions: [(String, String)]) {
        var seen: Set<String> = []
        var pairs: [Pair] = []
        for (name, value) in dimensions {
            var clean = MetricName.label(name)
            if clean == "le" || clean.hasPrefix("__") { clean = "label_" + clean }
            if seen.insert(clean).inserted { pairs.append(Pair(name: clean, value: value)) }
        }
        self.pairs = pairs.sorted { $0.name < $1.name }
    }

    static func < (a: MetricLabels, b: MetricLabels) -> Bool {
        for (x, y) in zip(a.pairs, b.pairs) where x != y {
            return (x.name, x.value) < (y.name, y.value)
        }
        return a.pairs.count < b.pairs.count
    }
}

/// Names as Prometheus wants them.
enum MetricName {
    /// `luna.rpc.calls` → `luna_rpc_calls`, with `suffix` unless it is there already.
    static func make(_ label: String, suffix: String = "") -> String {
        let name = clean(label, allowColon: true)
        return name.hasSuffix(suffix) ? name : name + suffix
    }

    static func label(_ name: String) -> String { clean(name, allowColon: false) }

    private static func clean(_ text: String, allowColon: Bool) -> String {
        var name = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": name.unicodeScalars.append(scalar)
            case "0"..."9": name += (name.isEmpty ? "_" : "") + String(scalar)
            case ":" where allowColon: name += ":"
            default: name += "_"
            }
        }
        return name.isEmpty ? "_" : name
    }
}

/// Builds the text format 0.0.4 of Prometheus, sorted, so that equal states give equal pages.
struct PrometheusPage {
    private struct Family {
        let kind: MetricKind
        let help: String
        var series: [(labels: MetricLabels, reading: MetricReading)] = []
    }

    private var families: [String: Family] = [:]

    mutating func add(
        _ name: String, _ kind: MetricKind, _ help: String, _ labels: MetricLabels, _ reading: MetricReading
    ) {
        guard families[name].map({ $0.kind == kind }) ?? true else { return }
        families[name, default: Family(kind: kind, help: help)].series.append((labels, reading))
    }

    func text() -> String {
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text +=
                "# HELP \(name) \(Self.escaped(family.help, quote: false))\n# TYPE \(name) \(family.kind.rawValue)\n"
            for series in family.series.sorted(by: { $0.labels < $1.labels }) {
                switch series.reading {
                case .value(let value):
                    text += name + Self.braces(series.labels) + " " + Self.number(value) + "\n"
                case .histogram(let bounds, let counts, let count, let sum):
                    for (bound, cumulative) in zip(bounds, counts) {
                        text += "\(name)_bucket\(Self.braces(series.labels, le: Self.number(bound))) \(cumulative)\n"
                    }
                    text += "\(name)_bucket\(Self.braces(series.labels, le: "+Inf")) \(count)\n"
                    text += "\(name)_sum\(Self.braces(series.labels)) \(Self.number(sum))\n"
                    text += "\(name)_count\(Self.braces(series.labels)) \(count)\n"
                }
            }
        }
        return text
    }

    private static func braces(_ labels: MetricLabels, le: String? = nil) -> String {
        var parts = labels.pairs.map { "\($0.name)=\"\(escaped($0.value, quote: true))\"" }
        if let le { parts.append("le=\"\(le)\"") }
        return parts.isEmpty ? "" : "{" + parts.joined(separator: ",") + "}"
    }

    /// Backslash and line feed, and the quote inside label values.
    private static func escaped(_ text: String, quote: Bool) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\"" where quote: out += "\\\""
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return value.description
    }
}
