/// Numbers as people read them.
enum Humane {
    /// `0.4 s`, `12.3 s`, `2:05 min`, `3:20 h`, `2 d 4 h`.
    static func duration(_ duration: Duration) -> String {
        let milliseconds = max(
            0, duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000)
        let seconds = milliseconds / 1000
        switch seconds {
        case ..<60:
            let tenths = (milliseconds + 50) / 100
            return "\(tenths / 10).\(tenths % 10) s"
        case ..<3600: return "\(seconds / 60):\(padded(seconds % 60)) min"
        case ..<86_400: return "\(seconds / 3600):\(padded(seconds / 60 % 60)) h"
        default: return "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
        }
    }

    /// `03:07`, for clocks that run.
    static func clock(_ duration: Duration) -> String {
        let seconds = max(0, duration.components.seconds)
        return seconds < 3600
            ? "\(padded(seconds / 60)):\(padded(seconds % 60))"
            : "\(seconds / 3600):\(padded(seconds / 60 % 60)):\(padded(seconds % 60))"
    }

    /// `812 B`, `1.4 kB`, `23 MB`.
    static func bytes(_ count: Int64) -> String {
        if count < 1000 { return "\(count) B" }
        var value = Double(count)
        var unit = ""
        for next in ["kB", "MB", "GB", "TB"] where value >= 1000 {
            value /= 1000
            unit = next
        }
        let tenths = Int64((value * 10).rounded())
        return value < 10 ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(Int64(value.rounded())) \(unit)"
    }

    /// `1 task`, `2 tasks`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// RFC 3339 without its fraction: `2026-11-21T10:00:00Z`.
    static func time(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "-" }
        guard let dot = text.firstIndex(of: ".") else { return text }
        return String(text[..<dot]) + text[dot...].drop { $0 == "." || $0.isNumber }
    }

    private static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }
}
