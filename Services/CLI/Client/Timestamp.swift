/// Times of the HTTP API: RFC 3339 in UTC.
enum Timestamp {
    /// Unix time in nanoseconds; `nil` for what is no time in UTC.
    static func nanoseconds(_ text: String?) -> Int64? {
        guard let text, text.hasSuffix("Z") || text.hasSuffix("+00:00") else { return nil }
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
}
