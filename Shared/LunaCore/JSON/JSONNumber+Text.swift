extension JSONNumber: CustomStringConvertible {
    /// The exact value as JSON. Equal numbers print alike; the layout is ECMAScript's (`1e+21`, `0.000001`, `1e-7`),
    /// except that a long integer keeps all its digits.
    public var description: String {
        var out: [UInt8] = []
        append(to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    func append(to out: inout [UInt8]) {
        switch storage {
        case .small(let significand, 0): Self.append(significand, to: &out)
        case .notFinite: out.append(contentsOf: "null".utf8)
        default:
            let (isNegative, digits, exponent) = decimal
            Self.append(isNegative: isNegative, digits: digits, exponent: exponent, to: &out)
        }
    }

    static func append(_ value: Int64, to out: inout [UInt8]) {
        if value >= 0, value < 10 {
            out.append(48 + UInt8(value))
        } else {
            out.append(contentsOf: String(value).utf8)
        }
    }

    /// The layout of ECMA-262 `Number::toString`: with `n` the place of the decimal point relative to the first digit,
    /// plain for −6 < n ≤ 21, otherwise with an exponent.
    static func append(isNegative: Bool, digits: [UInt8], exponent: Int, to out: inout [UInt8]) {
        if isNegative { out.append(UInt8(ascii: "-")) }
        let place = digits.count + exponent
        let zero = UInt8(ascii: "0")
        let point = UInt8(ascii: ".")
        // No double has more than 17 digits: such an integer is exact on purpose and is shown whole.
        if exponent >= 0, place <= 21 || (digits.count > 17 && exponent <= 64) {
            out.append(contentsOf: digits.lazy.map { $0 + 48 })
            out.append(contentsOf: repeatElement(zero, count: exponent))
        } else if place > 0, place <= 21 {
            out.append(contentsOf: digits[..<place].lazy.map { $0 + 48 })
            out.append(point)
            out.append(contentsOf: digits[place...].lazy.map { $0 + 48 })
        } else if place > -6, place <= 0 {
            out.append(zero)
            out.append(point)
            out.append(contentsOf: repeatElement(zero, count: -place))
            out.append(contentsOf: digits.lazy.map { $0 + 48 })
        } else {
            out.append(digits[0] + 48)
            if digits.count > 1 {
                out.append(point)
                out.append(contentsOf: digits[1...].lazy.map { $0 + 48 })
            }
            out.append(UInt8(ascii: "e"))
            out.append(place > 0 ? UInt8(ascii: "+") : UInt8(ascii: "-"))
            out.append(contentsOf: String((place - 1).magnitude).utf8)
        }
    }

    /// The number as RFC 8785 §3.2.2.3 writes it: as the nearest double, in ECMAScript's shortest form.
    ///
    /// A fraction is rounded to that double, as the RFC's own examples show. An integer is not: a signed identifier
    /// or amount must not change on the way, so an integer that does not survive is an error.
    /// - Throws: `LunaError` `json.not_canonical` for such an integer, and for a number without a finite double.
    func appendCanonical(to out: inout [UInt8]) throws {
        if case .small(let significand, 0) = storage, significand.magnitude <= 1 << 53 {
            Self.append(significand, to: &out)
            return
        }
        let value = double
        guard value.isFinite else {
            throw LunaError(
                "json.not_canonical", .validation,
                "Canonical JSON (RFC 8785) has no form for a number beyond the range of IEEE 754 doubles: "
                    + "\(description.prefix(40)). Write it as a string.")
        }
        let rounded = JSONNumber(value)
        guard rounded == self || !isInteger else {
            throw LunaError(
                "json.not_canonical", .validation,
                "Canonical JSON (RFC 8785) cannot hold the integer \(description.prefix(40)) exactly; "
                    + "write integers beyond 2^53 as strings.")
        }
        let (isNegative, digits, exponent) = rounded.decimal
        Self.append(isNegative: isNegative, digits: digits, exponent: exponent, to: &out)
    }
}
