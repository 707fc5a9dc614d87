import LunaCore

/// One field in itself: bounds, pattern, default.
struct FieldChecks {
    let field: FieldDraft
    let context: PlanContext

    func run() {
        if let low = field.minLength, let high = field.maxLength, low.value > high.value {
            context.error(
                .bounds, low.path, at: low.position, "min_length \(low.value) is greater than max_length \(high.value)",
                "Swap them, or correct one.")
        }
        if let low = field.minimum, let high = field.maximum, low.value > high.value {
            context.error(
                .bounds, low.path, at: low.position,
                "minimum \(Self.text(low.value)) is greater than maximum \(Self.text(high.value))",
                "Swap them, or correct one.")
        }
        if field.type == .integer {
            for bound in [field.minimum, field.maximum] {
                guard let bound, bound.value != bound.value.rounded() || abs(bound.value) > 9_007_199_254_740_991 else {
                    continue
                }
                context.error(
                    .bounds, bound.path, at: bound.position,
                    "the bound \(Self.text(bound.value)) of an integer is no whole number that every JSON reader keeps",
                    "Write a whole number up to 9007199254740991, or use 'type: number'.")
            }
        }
        if case .reference(_, onDelete: .setNull) = field.type, field.required, let place = field.onDeletePosition {
            context.error(
                .conflict, field.path + ".on_delete", at: place, "a required reference cannot be set to null",
                "Use 'cascade' or 'restrict', or 'required: false'.")
        }
        let pattern = checkedPattern()
        if let value = field.defaultValue {
            if field.unique {
                context.error(
                    .conflict, value.path, at: value.position,
                    "a unique field cannot have a default: the second item would clash",
                    "Remove 'default' or 'unique'.")
            }
            if let problem = FieldChecks.objection(to: value.value, field: field, pattern: pattern) {
                context.error(
                    .badDefault, value.path, at: value.position, "the default \(problem)",
                    "Choose a default that the field allows.")
            }
        }
    }

    private func checkedPattern() -> PatternSyntax? {
        guard let pattern = field.pattern else { return nil }
        do {
            return try PatternSyntax(pattern.value)
        } catch {
            context.error(
                .badPattern, pattern.path, at: pattern.position, "the pattern is not usable: \(error.message)",
                error.hint)
            return nil
        }
    }

    static func text(_ value: Double) -> String { JSONNumber(value).description }

    /// Why the field cannot hold the value; `nil` if it can. The value's kind is checked elsewhere for defaults.
    static func objection(to value: ScalarValue, field: FieldDraft, pattern: PatternSyntax?) -> String? {
        guard let type = field.type else { return nil }
        switch (type, value) {
        case (_, .null): return field.required ? "is null, but the field is required" : nil
        case (.reference, _): return "would have to be an id, which a plan cannot know"
        case (.string, .string(let text)), (.text, .string(let text)), (.email, .string(let text)),
            (.url, .string(let text)):
            return objection(text: text, field: field, type: type, pattern: pattern)
        case (.enumeration(let values), .string(let text)):
            if values.isEmpty || values.contains(text) { return nil }
            let nearest = Suggestion.nearest(to: text, among: values).map { " (did you mean '\($0)'?)" } ?? ""
            return "'\(text.clipped)' is not one of: \(values.prefix(12).joined(separator: ", "))\(nearest)"
        case (.date, .string(let text)):
            return DateText.isDate(text) ? nil : "'\(text.clipped)' is no date such as 2026-01-31"
        case (.datetime, .string(let text)):
            return DateText.isDateTime(text) ? nil : "'\(text.clipped)' is no time such as 2026-01-31T12:00:00Z"
        case (.uuid, .string(let text)):
            return isUUID(text) ? nil : "'\(text.clipped)' is no UUID"
        case (.boolean, .boolean): return nil
        case (.integer, .integer(let number)): return objection(number: Double(number), field)
        case (.number, .integer(let number)): return objection(number: Double(number), field)
        case (.number, .number(let number)): return objection(number: number, field)
        case (.integer, .number(let number)) where number == number.rounded(): return objection(number: number, field)
        default: return "'\(value.plainText.clipped)' is \(value.kindName), but the field is \(typeName(type))"
        }
    }

    private static func objection(text: String, field: FieldDraft, type: FieldType, pattern: PatternSyntax?) -> String?
    {
        let length = Int64(text.unicodeScalars.count)
        if let low = field.minLength, length < low.value {
            return "has \(length) characters, fewer than min_length \(low.value)"
        }
        if let high = field.maxLength, length > high.value {
            return "has \(length) characters, more than max_length \(high.value)"
        }
        if let pattern, length <= 2000, pattern.isFound(in: text) == false {
            return "'\(text.clipped)' does not match the pattern"
        }
        if type == .email, !isEmail(text) { return "'\(text.clipped)' is no e-mail address" }
        if type == .url, !(text.hasPrefix("https://") || text.hasPrefix("http://")) || text.utf8.count < 9 {
            return "'\(text.clipped)' is no http or https address"
        }
        return nil
    }

    private static func objection(number: Double, _ field: FieldDraft) -> String? {
        if let low = field.minimum, number < low.value {
            return "\(text(number)) is below the minimum \(text(low.value))"
        }
        if let high = field.maximum, number > high.value {
            return "\(text(number)) is above the maximum \(text(high.value))"
        }
        return nil
    }

    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !parts[1].hasPrefix(".")
            && !parts[1].hasSuffix(".")
            && !text.contains(where: \.isWhitespace)
    }

    private static func isUUID(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && groups.allSatisfy { $0.utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit } }
    }

    static func typeName(_ type: FieldType) -> String {
        switch type {
        case .string: "a string"
        case .text: "text"
        case .integer: "an integer"
        case .number: "a number"
        case .boolean: "a boolean"
        case .date: "a date"
        case .datetime: "a datetime"
        case .email: "an email"
        case .url: "a url"
        case .uuid: "a uuid"
        case .enumeration: "an enum"
        case .reference: "a reference"
        }
    }
}

/// Dates and times of RFC 3339, without a calendar library.
enum DateText {
    static func isDate(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == Ascii.dash, bytes[7] == Ascii.dash,
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10])
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return year >= 1 && (1...12).contains(month) && (1...days[month - 1]).contains(day)
    }

    static func isDateTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, isDate(text.prefix(10)), bytes[10] == UInt8(ascii: "T"), bytes[13] == Ascii.colon,
            bytes[16] == Ascii.colon, let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
            let second = number(bytes[17..<19]), hour < 24, minute < 60, second < 60
        else { return false }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
            guard (1...9).contains(digits) else { return false }
            rest = rest.dropFirst(digits)
        }
        if rest.elementsEqual([UInt8(ascii: "Z")]) { return true }
        let zone = Array(rest)
        guard zone.count == 6, zone[0] == UInt8(ascii: "+") || zone[0] == Ascii.dash, zone[3] == Ascii.colon,
            let hours = number(zone[1..<3]), let minutes = number(zone[4..<6])
        else { return false }
        return hours < 24 && minutes < 60
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }
}
