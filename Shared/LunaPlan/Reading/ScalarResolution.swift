/// Types of plain scalars by the core schema of YAML 1.2.2 (chapter 10.3), the one that agrees with JSON.
///
/// Only the types differ from YAML 1.1, which many tools still speak: there `no`, `on` and `y` are booleans, `012` is
/// octal, `1:30` is ninety and `1_000` is a number. Here they are text (and `012` is twelve); see ``yaml11Surprise``.
extension PlanScalar {
    var resolved: ScalarValue {
        guard isPlain else { return .string(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .boolean(true)
        case "false", "False", "FALSE": return .boolean(false)
        default: break
        }
        guard let first = text.utf8.first, Self.canStartNumber(first) else { return .string(text) }
        return Self.number(text) ?? .string(text)
    }

    /// What a YAML 1.1 reader would make of a plain scalar that means something else here; `nil` if they agree.
    var yaml11Surprise: String? {
        guard isPlain else { return nil }
        switch text {
        case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": return "the boolean true"
        case "n", "N", "no", "No", "NO", "off", "Off", "OFF": return "the boolean false"
        default: break
        }
        let bytes = Array(text.utf8)
        guard let first = bytes.first, Self.canStartNumber(first), bytes.count <= 64 else { return nil }
        let digits = first == UInt8(ascii: "-") || first == UInt8(ascii: "+") ? bytes.dropFirst() : bytes[...]
        if digits.count > 1, digits.first == UInt8(ascii: "0"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) })
        {
            return "an octal number"
        }
        let parts = digits.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        if parts.count > 1, parts.dropFirst().allSatisfy(Self.isBelowSixty), let head = parts.first,
            !head.isEmpty, head.allSatisfy(Self.isDigit)
        {
            return "a number to base 60"
        }
        if digits.contains(UInt8(ascii: "_")), digits.allSatisfy({ Self.isDigit($0) || $0 == UInt8(ascii: "_") }) {
            return "a number"
        }
        return nil
    }

    private static func isBelowSixty(_ part: ArraySlice<UInt8>) -> Bool {
        guard (1...2).contains(part.count), part.allSatisfy(isDigit), let first = part.first else { return false }
        return part.count == 1 || first <= UInt8(ascii: "5")
    }

    private static func canStartNumber(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func number(_ text: String) -> ScalarValue? {
        if text.hasPrefix("0x") { return Int64(text.dropFirst(2), radix: 16).map(ScalarValue.integer) }
        if text.hasPrefix("0o") { return Int64(text.dropFirst(2), radix: 8).map(ScalarValue.integer) }
        guard let isWhole = decimalForm(text) else { return nil }
        if isWhole, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { return nil }
        return .number(value)
    }

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`; whether it is whole, `nil` if it does not match.
    private static func decimalForm(_ text: String) -> Bool? {
        var rest = Substring(text).utf8
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
        func digits() -> Int {
            var count = 0
            while let byte = rest.first, isDigit(byte) {
                rest.removeFirst()
                count += 1
            }
            return count
        }
        var isWhole = true
        let before = digits()
        var after = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            isWhole = false
            after = digits()
        }
        guard before + after > 0 else { return nil }
        if let e = rest.first, e == UInt8(ascii: "e") || e == UInt8(ascii: "E") {
            rest.removeFirst()
            isWhole = false
            if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
            guard digits() > 0 else { return nil }
        }
        return rest.isEmpty ? isWhole : nil
    }
}
