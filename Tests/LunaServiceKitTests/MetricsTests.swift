import CoreMetrics
import LunaServiceKit
import Metrics
import Testing

@Suite struct MetricsTests {
    private let registry = PrometheusRegistry()

    @Test func everyInstrumentAppearsWithItsTypeAndUnit() throws {
        Counter(label: "luna.jobs", dimensions: [("kind", "a")], factory: registry).increment(by: 3)
        FloatingPointCounter(label: "luna.cost_usd", factory: registry).increment(by: 0.25)
        Gauge(label: "luna.depth", factory: registry).record(7)
        Meter(label: "luna.level", factory: registry).set(-1.5)
        Recorder(label: "luna.size_bytes", factory: registry).record(5)
        let timer = Metrics.Timer(label: "luna.rpc", dimensions: [("method", "get")], factory: registry)
        timer.recordMilliseconds(3)
        timer.recordSeconds(2)
        let page = try PrometheusText(registry.render())
        #expect(page.value("luna_jobs_total", ["kind": "a"]) == 3)
        #expect(page.types["luna_jobs_total"] == "counter")
        #expect(page.value("luna_cost_usd_total") == 0.25)
        #expect(page.value("luna_depth") == 7)
        #expect(page.types["luna_depth"] == "gauge")
        #expect(page.value("luna_level") == -1.5)
        #expect(page.types["luna_size_bytes"] == "histogram")
        #expect(page.value("luna_size_bytes_bucket", ["le": "4"]) == 0)
        #expect(page.value("luna_size_bytes_bucket", ["le": "16"]) == 1)
        #expect(page.value("luna_rpc_seconds_count", ["method": "get"]) == 2)
        #expect(abs((page.value("luna_rpc_seconds_sum", ["method": "get"]) ?? 0) - 2.003) < 1e-9)
        #expect(page.value("luna_rpc_seconds_bucket", ["method": "get", "le": "0.005"]) == 1)
        #expect(page.value("luna_rpc_seconds_bucket", ["method": "get", "le": "+Inf"]) == 2)
    }

    @Test func labelsAndNamesAreEscaped() throws {
        let value = "a\"b\\c\nd{},= 🌍"
        Counter(label: "9 weird-name.é", dimensions: [("la-bel", value), ("le", "x")], factory: registry).increment()
        let page = try PrometheusText(registry.render())
        #expect(page.value("_9_weird_name___total", ["la_bel": value, "label_le": "x"]) == 1)
    }

    @Test func nothingIsLostUnderConcurrency() async throws {
        let registry = self.registry
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    for number in 0..<5000 {
                        Counter(label: "c", factory: registry).increment()
                        FloatingPointCounter(label: "f", factory: registry).increment(by: 0.5)
                        Recorder(label: "h", factory: registry).record(Int64(number % 10))
                        Meter(label: "g", factory: registry).increment(by: writer % 2 == 0 ? 1 : -1)
                        if number % 500 == 0 { _ = registry.render() }
                    }
                }
            }
        }
        let page = try PrometheusText(registry.render())
        #expect(page.value("c_total") == 40_000)
        #expect(page.value("f_total") == 20_000)
        #expect(page.value("h_count") == 40_000)
        #expect(page.value("h_sum") == 180_000)
        #expect(page.value("g") == 0)
    }

    @Test func conflictsAndFloodsOfLabelsAreRefusedAndCounted() throws {
        Gauge(label: "x_total", factory: registry).record(1)
        Counter(label: "x", factory: registry).increment()
        for number in 0..<(PrometheusRegistry.seriesLimit + 10) {
            Counter(label: "y", dimensions: [("id", "\(number)")], factory: registry).increment()
        }
        let page = try PrometheusText(registry.render())
        #expect(page.value("x_total") == 1)
        #expect(page.value("luna_metrics_refused_total") == 11)
        #expect(page.samples.filter { $0.name == "y_total" }.count == PrometheusRegistry.seriesLimit)
    }

    @Test func countersNeverGoDownAndNonsenseIsIgnored() throws {
        let counter = Counter(label: "c", factory: registry)
        counter.increment(by: 5)
        counter.increment(by: -3)
        let sum = FloatingPointCounter(label: "f", factory: registry)
        sum.increment(by: 1)
        sum.increment(by: Double.nan)
        sum.increment(by: Double.infinity)
        Recorder(label: "h", factory: registry).record(Double.nan)
        let page = try PrometheusText(registry.render())
        #expect(page.value("c_total") == 5)
        #expect(page.value("f_total") == 1)
        #expect(page.value("h_count") == 0)
    }

    @Test func destroyedSeriesDisappear() throws {
        let counter = Counter(label: "gone", factory: registry)
        counter.increment()
        counter.destroy()
        #expect(try PrometheusText(registry.render()).value("gone_total") == nil)
    }

    @Test func bucketsAndHelpCanBeSet() throws {
        registry.setBuckets("b", [10, 1])
        registry.describe("b", "first\nsecond \\ third")
        Recorder(label: "b", factory: registry).record(5)
        let text = registry.render()
        let page = try PrometheusText(text)
        #expect(page.value("b_bucket", ["le": "1"]) == 0 && page.value("b_bucket", ["le": "10"]) == 1)
        #expect(text.contains("# HELP b first\\nsecond \\\\ third\n"))
    }
}

/// A strict reader of the text format 0.0.4: refuses whatever the format does not allow.
struct PrometheusText {
    struct Sample { let name: String, labels: [String: String], value: Double }
    struct Malformed: Error { let line: String }
    private(set) var samples: [Sample] = []
    private(set) var types: [String: String] = [:]

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Malformed(line: "no final line feed") }
        var open: Set<String> = []
        var current = ""
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("# HELP ") { continue }
            if line.hasPrefix("# TYPE ") {
                let words = line.split(separator: " ")
                guard words.count == 4, ["counter", "gauge", "histogram"].contains(words[3]),
                    open.insert(String(words[2])).inserted
                else { throw Malformed(line: line) }
                current = String(words[2])
                types[current] = String(words[3])
                continue
            }
            let sample = try Self.sample(line)
            let family =
                types[current] == "histogram"
                ? ["_bucket", "_sum", "_count"].map { current + $0 } : [current]
            guard family.contains(sample.name) else { throw Malformed(line: line) }
            guard
                !samples.contains(where: { $0.name == sample.name && $0.labels == sample.labels })
                    || samples.count > 5000
            else { throw Malformed(line: "twice: " + line) }
            samples.append(sample)
        }
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples.first { $0.name == name && $0.labels == labels }?.value
    }

    private static func sample(_ line: String) throws -> Sample {
        var rest = Substring(line)
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
        guard let first = name.first, !first.isNumber else { throw Malformed(line: line) }
        rest = rest.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest = rest.dropFirst()
            while rest.first != "}" {
                let label = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
                rest = rest.dropFirst(label.count)
                guard !label.isEmpty, rest.hasPrefix("=\"") else { throw Malformed(line: line) }
                rest = rest.dropFirst(2)
                var value = ""
                while let next = rest.first, next != "\"" {
                    rest = rest.dropFirst()
                    guard next == "\\" else {
                        value.append(next)
                        continue
                    }
                    switch rest.popFirst() {
                    case "\\": value.append("\\")
                    case "\"": value.append("\"")
                    case "n": value.append("\n")
                    default: throw Malformed(line: line)
                    }
                }
                guard rest.popFirst() == "\"", labels.updateValue(value, forKey: String(label)) == nil else {
                    throw Malformed(line: line)
                }
                if rest.first == "," { rest = rest.dropFirst() }
            }
            rest = rest.dropFirst()
        }
        guard rest.first == " " else { throw Malformed(line: line) }
        let number = String(rest.dropFirst())
        let special = ["+Inf": Double.infinity, "-Inf": -Double.infinity, "NaN": Double.nan]
        guard let value = special[number] ?? Double(number) else { throw Malformed(line: line) }
        return Sample(name: String(name), labels: labels, value: value)
    }
}
