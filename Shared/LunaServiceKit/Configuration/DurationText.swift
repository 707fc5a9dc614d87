/// Lengths of time as people write them: `250ms`, `30s`, `5m`, `2h`, `7d`.
public enum DurationText {
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// The duration that `text` stands for, or `nil` when it is not one number and one unit.
    public static func read(_ text: String) -> Duration? {
        guard
            let unit = units.first(where: { unit in
                text.hasSuffix(unit.suffix) && text.dropLast(unit.suffix.count).allSatisfy { $0.isASCII && $0.isNumber }
            })
        else { return nil }
        guard let count = Int64(text.dropLast(unit.suffix.count)) else { return nil }
        let (milliseconds, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
        return overflow ? nil : .milliseconds(milliseconds)
    }

    /// The shortest text that stands for `duration`, to the millisecond.
    public static func write(_ duration: Duration) -> String {
        let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        if milliseconds == 0 { return "0s" }
        let unit = units.last { milliseconds % $0.milliseconds == 0 } ?? units[0]
        return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
    }
}
