/// Dates and times (RFC 3339 §5.6) and durations (its appendix A).
enum DateTimeFormat {
    static func isDateTime(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 11, bytes[10] | 0x20 == UInt8(ascii: "t") else { return false }
        return isDate(bytes[..<10]) && isTime(bytes[11...])
    }

    static func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
        let bytes = Array(bytes)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = ASCII.number(bytes[0..<4]), let month = ASCII.number(bytes[5..<7]),
            let day = ASCII.number(bytes[8..<10]), (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }

    static func isTime(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = Array(bytes)[...]
        guard rest.count >= 9, let (hour, minute) = clock(&rest), hour < 24, minute < 60,
            rest.popFirst() == UInt8(ascii: ":"), let second = ASCII.number(rest.prefix(2)), rest.count > 2,
            second <= 60
        else { return false }
        rest = rest.dropFirst(2)
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { ASCII.isDigit($0) }
            if digits.isEmpty { return false }
            rest = rest.dropFirst(1 + digits.count)
        }
        var offset = 0
        switch rest.popFirst() {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            guard rest.isEmpty else { return false }
        case let sign? where sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"):
            guard rest.count == 5, let (hours, minutes) = clock(&rest), hours < 24, minutes < 60 else { return false }
            offset = (hours * 60 + minutes) * (sign == UInt8(ascii: "+") ? 1 : -1)
        default: return false
        }
        // A leap second only ever ends a day of UTC.
        let minuteOfDay = (hour * 60 + minute - offset + 2 * 1440) % 1440
        return second < 60 || minuteOfDay == 1439
    }

    /// `hh:mm`
    private static func clock(_ rest: inout ArraySlice<UInt8>) -> (Int, Int)? {
        guard rest.count >= 5, let hour = ASCII.number(rest.prefix(2)),
            rest[rest.startIndex + 2] == UInt8(ascii: ":"), let minute = ASCII.number(rest.dropFirst(3).prefix(2))
        else { return nil }
        rest = rest.dropFirst(5)
        return (hour, minute)
    }

    static func isDuration(_ bytes: [UInt8]) -> Bool {
        guard bytes.first == UInt8(ascii: "P"), bytes.count > 2 else { return false }
        let parts = bytes.dropFirst().split(separator: UInt8(ascii: "T"), omittingEmptySubsequences: false)
        if parts.count == 1, parts[0].last == UInt8(ascii: "W") { return units(parts[0]) == ["W"] }
        guard parts.count <= 2, let days = units(parts[0]), isRun(days, of: "YMD") else { return false }
        guard parts.count == 2 else { return !days.isEmpty }
        guard let times = units(parts[1]) else { return false }
        return !times.isEmpty && isRun(times, of: "HMS")
    }

    /// The letters behind the numbers.
    private static func units(_ part: ArraySlice<UInt8>) -> [Character]? {
        var rest = part
        var result: [Character] = []
        while !rest.isEmpty {
            let digits = rest.prefix { ASCII.isDigit($0) }
            rest = rest.dropFirst(digits.count)
            guard !digits.isEmpty, let unit = rest.popFirst() else { return nil }
            result.append(Character(Unicode.Scalar(unit)))
        }
        return result
    }

    /// RFC 3339's grammar leaves no unit out between two others.
    private static func isRun(_ units: [Character], of all: String) -> Bool {
        units.isEmpty || all.contains(String(units))
    }
}
