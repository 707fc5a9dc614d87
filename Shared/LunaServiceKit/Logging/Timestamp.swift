import FoundationEssentials

/// The time of day for people and logs (RFC 3339, UTC).
public enum Timestamp {
    /// Microseconds since 1970-01-01T00:00:00Z.
    public static func now() -> Int64 {
        // A double resolves a quarter of a microsecond at today's distance from 1970.
        Int64(Date().timeIntervalSince1970 * 1_000_000)
    }

    /// `2026-01-31T23:59:59.123456Z`. Valid for the years 0000 to 9999.
    public static func rfc3339(microseconds: Int64) -> String {
        let seconds = floorDivide(microseconds, 1_000_000)
        let fraction = microseconds - seconds * 1_000_000
        let days = floorDivide(seconds, 86400)
        let second = seconds - days * 86400
        let (year, month, day) = civil(days)
        return pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2) + "T"
            + pad(second / 3600, 2) + ":" + pad(second / 60 % 60, 2) + ":" + pad(second % 60, 2) + "."
            + pad(fraction, 6) + "Z"
    }

    /// The proleptic Gregorian date of a day counted from 1970-01-01. Years are counted from March, so that the leap
    /// day
    /// is a year's last and months follow a linear rule.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
    }

    private static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
        a >= 0 ? a / b : -((-a + b - 1) / b)
    }

    private static func pad(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
