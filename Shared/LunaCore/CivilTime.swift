/// Moments as people and other programs write them: RFC 3339, in UTC.
public enum CivilTime {
    /// `2026-01-31T23:59:59.123456Z`, for the years 0000 to 9999.
    /// - Parameters:
    ///   - unixNanoseconds: nanoseconds since 1970-01-01T00:00:00Z.
    ///   - digits: digits of the fraction, 0…9; 0 leaves the point out too. What does not fit is cut off, not rounded.
    public static func rfc3339(unixNanoseconds: Int64, digits: Int = 9) -> String {
        let seconds = floorDivide(unixNanoseconds, 1_000_000_000)
        let rest = unixNanoseconds % 1_000_000_000
        let fraction = rest < 0 ? rest + 1_000_000_000 : rest
        let days = floorDivide(seconds, 86_400)
        let second = seconds - days * 86_400
        let (year, month, day) = civil(days)
        var out: [UInt8] = []
        out.reserveCapacity(30)
        put(year, 4, &out)
        out.append(UInt8(ascii: "-"))
        put(month, 2, &out)
        out.append(UInt8(ascii: "-"))
        put(day, 2, &out)
        out.append(UInt8(ascii: "T"))
        put(second / 3600, 2, &out)
        out.append(UInt8(ascii: ":"))
        put(second / 60 % 60, 2, &out)
        out.append(UInt8(ascii: ":"))
        put(second % 60, 2, &out)
        if digits > 0 {
            out.append(UInt8(ascii: "."))
            let kept = min(digits, 9)
            put(fraction / powersOfTen[9 - kept], kept, &out)
        }
        out.append(UInt8(ascii: "Z"))
        return String(decoding: out, as: UTF8.self)
    }

    /// The moment that a text of RFC 3339 in UTC (`Z` or `+00:00`) names, as Unix nanoseconds; `nil` for anything else.
    public static func unixNanoseconds(rfc3339 text: String) -> Int64? {
        guard text.hasSuffix("Z") || text.hasSuffix("+00:00") else { return nil }
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int64? {
            guard range.upperBound <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[range] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - 48)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), (1...12).contains(month), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19)
        else { return nil }
        var fraction: Int64 = 0
        if bytes.count > 20, bytes[19] == UInt8(ascii: ".") {
            var scale: Int64 = 100_000_000
            for byte in bytes[20...] {
                guard (48...57).contains(byte) else { break }
                fraction += Int64(byte - 48) * scale
                scale /= 10
            }
        }
        // Days since 1970 of the proleptic Gregorian calendar, with years that begin in March.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        return (days * 86_400 + hour * 3600 + minute * 60 + second) * 1_000_000_000 + fraction
    }

    private static let powersOfTen: [Int64] = [
        1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
    ]

    /// The proleptic Gregorian date of a day counted from 1970-01-01. Years are counted from March, so that the leap day is a
    /// year's last and months follow a linear rule.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
    }

    /// `b` is positive. Never overflows.
    private static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
        let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
        return remainder < 0 ? quotient - 1 : quotient
    }

    private static func put(_ value: Int64, _ width: Int, _ out: inout [UInt8]) {
        var digits = [UInt8](repeating: UInt8(ascii: "0"), count: width)
        var rest = value
        for index in stride(from: width - 1, through: 0, by: -1) {
            digits[index] += UInt8(rest % 10)
            rest /= 10
        }
        out += digits
    }
}
