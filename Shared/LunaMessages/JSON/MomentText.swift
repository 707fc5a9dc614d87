/// Reads moments as RFC 3339 writes them; `CivilTime` of LunaCore is the other direction.
enum MomentText {
    /// Unix nanoseconds; nil when `text` is not a date and time of RFC 3339 or lies outside the years 1678 to 2262,
    /// which
    /// 64 bits of nanoseconds cover. Digits beyond nanoseconds are cut off; a leap second counts as the second after
    /// it.
    static func read(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 64 else { return nil }
        func number(_ start: Int, _ count: Int) -> Int64? {
            guard start + count <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[start..<(start + count)] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            return value
        }
        func isAt(_ place: Int, _ letter: String) -> Bool { letter.utf8.contains(bytes[place]) }
        guard let year = number(0, 4), isAt(4, "-"), let month = number(5, 2), isAt(7, "-"), let day = number(8, 2),
            isAt(10, "Tt "), let hour = number(11, 2), isAt(13, ":"), let minute = number(14, 2), isAt(16, ":"),
            let second = number(17, 2), (1...12).contains(month), day >= 1, day <= days(in: month, of: year),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        var place = 19
        var fraction: Int64 = 0
        if isAt(place, ".") {
            var digits = 0
            place += 1
            while place < bytes.count, let digit = number(place, 1) {
                if digits < 9 { fraction = fraction * 10 + digit }
                digits += 1
                place += 1
            }
            guard digits > 0 else { return nil }
            for _ in min(digits, 9)..<9 { fraction *= 10 }
        }
        guard place < bytes.count else { return nil }
        var offset: Int64 = 0
        if isAt(place, "Zz") {
            place += 1
        } else {
            guard isAt(place, "+-"), let hours = number(place + 1, 2), place + 3 < bytes.count, isAt(place + 3, ":"),
                let minutes = number(place + 4, 2), hours < 24, minutes < 60
            else { return nil }
            offset = (isAt(place, "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
            place += 6
        }
        guard place == bytes.count else { return nil }
        let seconds = dayNumber(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
        // Before 1970 a second is borrowed, or the earliest moments would overflow on the way.
        let borrowed: Int64 = seconds < 0 && fraction > 0 ? 1 : 0
        let (scaled, overflow) = (seconds + borrowed).multipliedReportingOverflow(by: 1_000_000_000)
        let (moment, carry) = scaled.addingReportingOverflow(fraction - borrowed * 1_000_000_000)
        return overflow || carry ? nil : moment
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar. Years are counted from March, so that the leap day is
    /// the last of its year.
    private static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let leapDays = marchYear >= 0 ? marchYear / 4 - marchYear / 100 + marchYear / 400 : -1
        return marchYear * 365 + leapDays + dayOfYear - 719_468
    }
}
