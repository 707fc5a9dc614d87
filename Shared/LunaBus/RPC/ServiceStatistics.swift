import LunaCore
import Synchronization

/// Counters of one service's endpoints, as ADR-32 reports them.
final class ServiceStatistics: Sendable {
    private struct Counters: Sendable {
        var requests: Int64 = 0
        var errors: Int64 = 0
        var lastError = ""
        var nanoseconds: Int64 = 0
    }
    private let counters: Mutex<[String: Counters]>
    let started: String

    init(methods: [String], started: String) {
        counters = Mutex(Dictionary(uniqueKeysWithValues: methods.map { ($0, Counters()) }))
        self.started = started
    }

    func record(_ method: String, nanoseconds: UInt64, error: LunaError?) {
        counters.withLock { counters in
            counters[method]?.requests += 1
            counters[method]?.nanoseconds += Int64(clamping: nanoseconds)
            if let error {
                counters[method]?.errors += 1
                counters[method]?.lastError = "\(error.httpStatus):\(error.message)"
            }
        }
    }

    func fields(_ method: String) -> [String: JSONValue] {
        let value = counters.withLock { $0[method] } ?? Counters()
        return [
            "num_requests": integer(value.requests), "num_errors": integer(value.errors),
            "last_error": .string(value.lastError),
            "processing_time": integer(value.nanoseconds),
            "average_processing_time": integer(value.requests == 0 ? 0 : value.nanoseconds / value.requests),
        ]
    }
}

/// A moment as RFC 3339 in UTC with nanoseconds.
func rfc3339(unixNanoseconds: Int64) -> String {
    let seconds =
        unixNanoseconds >= 0 ? unixNanoseconds / 1_000_000_000 : (unixNanoseconds - 999_999_999) / 1_000_000_000
    let fraction = unixNanoseconds - seconds * 1_000_000_000
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let inDay = seconds - days * 86_400
    // Days to civil date: years are counted from March, so that the leap day is the last of its year.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let civilMonth = month < 10 ? month + 3 : month - 9
    let year = yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0)
    func padded(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return "\(padded(year, 4))-\(padded(civilMonth, 2))-\(padded(day, 2))T\(padded(inDay / 3_600, 2)):"
        + "\(padded(inDay / 60 % 60, 2)):\(padded(inDay % 60, 2)).\(padded(fraction, 9))Z"
}
