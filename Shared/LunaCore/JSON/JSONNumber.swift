/// A JSON number with its exact decimal value (RFC 8259 §6 sets no range; JSON Schema compares mathematically).
///
/// Two numbers are equal when their values are: `1`, `1.0` and `10e-1` are one number, and `-0` is `0`.
/// Integers beyond 2⁵³ and decimals such as `0.1` lose nothing.
public struct JSONNumber: Sendable, Hashable {
    /// Normal form: `significand × 10^exponent`, no trailing zeros in the significand, zero has the exponent 0.
    /// Because the form is unique, the compiler's own equality and hash are the mathematical ones.
    enum Storage: Sendable, Hashable {
        case small(Int64, exponent: Int32)
        case big(BigDecimal)
        case notFinite(NotFinite)
    }
    enum NotFinite: Sendable, Hashable { case nan, positive, negative }

    /// More than 19 digits or so; kept apart so that the common number stays small and free of allocation.
    final class BigDecimal: Sendable, Hashable {
        let isNegative: Bool
        /// Values 0…9, the most significant first, neither leading nor trailing zeros.
        let digits: [UInt8]
        let exponent: Int32
        init(isNegative: Bool, digits: [UInt8], exponent: Int32) {
            self.isNegative = isNegative
            self.digits = digits
            self.exponent = exponent
        }
        static func == (a: BigDecimal, b: BigDecimal) -> Bool {
            a.exponent == b.exponent && a.isNegative == b.isNegative && a.digits == b.digits
        }
        func hash(into hasher: inout Hasher) {
            hasher.combine(exponent)
            hasher.combine(isNegative)
            hasher.combine(digits)
        }
    }

    /// The largest magnitude of a decimal exponent that a number may be written with.
    public static let maximumExponent = 1_000_000_000

    let storage: Storage
    init(storage: Storage) { self.storage = storage }

    /// The number `value`.
    public init(_ value: Int64) { self.init(significand: value, exponent: 0) }

    /// The number `value`.
    public init(_ value: Int) { self.init(Int64(value)) }

    /// The shortest decimal that reads back as `value`, as JavaScript and Swift print it.
    ///
    /// JSON has no infinity and no NaN: such a number is kept, serialises as `null`, and `canonical()` refuses it.
    public init(_ value: Double) {
        guard value.isFinite else {
            self.init(storage: .notFinite(value.isNaN ? .nan : value > 0 ? .positive : .negative))
            return
        }
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 {
            self.init(whole)
            return
        }
        self = Self.parsed(Array(value.description.utf8)) ?? JSONNumber(Int64(0))
    }

    /// - Parameter significand: any value; trailing zeros move into the exponent.
    init(significand: Int64, exponent: Int) {
        guard significand != 0 else {
            self.init(storage: .small(0, exponent: 0))
            return
        }
        var significand = significand
        var exponent = exponent
        while significand % 10 == 0 {
            significand /= 10
            exponent += 1
        }
        self.init(storage: .small(significand, exponent: Int32(clamping: exponent)))
    }

    /// Reads a number of the JSON grammar; nil when `text` is not one or its exponent is out of range.
    public init?(parsing text: String) {
        guard let number = Self.parsed(Array(text.utf8)) else { return nil }
        self = number
    }

    private static func parsed(_ bytes: [UInt8]) -> JSONNumber? {
        bytes.withUnsafeBufferPointer { buffer in
            var scanner = JSONNumberScanner(bytes: buffer, position: 0)
            guard case .success(let number) = scanner.scan(), scanner.position == buffer.count else { return nil }
            return number
        }
    }

    /// The value as a 64-bit integer; nil when it has a fraction or does not fit.
    public var int64: Int64? {
        switch storage {
        case .small(let significand, let exponent):
            guard exponent != 0 else { return significand }
            guard exponent > 0, exponent < 19 else { return nil }
            var value = significand
            for _ in 0..<exponent {
                let (product, overflow) = value.multipliedReportingOverflow(by: 10)
                if overflow { return nil }
                value = product
            }
            return value
        case .big(let big):
            guard big.exponent >= 0, big.digits.count + Int(big.exponent) <= 19 else { return nil }
            var value: Int64 = 0
            for digit in big.digits + [UInt8](repeating: 0, count: Int(big.exponent)) {
                let (product, overflow) = value.multipliedReportingOverflow(by: 10)
                let signed = big.isNegative ? -Int64(digit) : Int64(digit)
                let (sum, carry) = product.addingReportingOverflow(signed)
                if overflow || carry { return nil }
                value = sum
            }
            return value
        case .notFinite: return nil
        }
    }

    /// The nearest double (round half to even); infinite when the value is beyond the range of doubles.
    public var double: Double {
        switch storage {
        case .small(let significand, let exponent):
            // Both factors are exact doubles here, so that the one rounding of the operation is the right one.
            if significand.magnitude < 1 << 53 {
                if exponent == 0 { return Double(significand) }
                if exponent > 0, exponent <= 22 { return Double(significand) * Self.powersOfTen[Int(exponent)] }
                if exponent < 0, exponent >= -22 { return Double(significand) / Self.powersOfTen[Int(-exponent)] }
            }
            return Self.double(of: scientific)
        case .big: return Self.double(of: scientific)
        case .notFinite(.nan): return .nan
        case .notFinite(.positive): return .infinity
        case .notFinite(.negative): return -.infinity
        }
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    private static func double(of text: String) -> Double {
        Double(text) ?? (text.utf8.first == UInt8(ascii: "-") ? -.infinity : .infinity)
    }

    /// `-123e45`: enough for the standard library's correctly rounding reader. Far exponents are cut, so that its
    /// answer (zero or infinity) comes at once.
    private var scientific: String {
        let (isNegative, digits, exponent) = decimal
        let text = (isNegative ? "-" : "") + String(decoding: digits.map { $0 + 48 }, as: UTF8.self)
        return text + "e\(min(max(exponent, -100_000), 100_000))"
    }

    /// Whether the value has no fraction. `1.0` and `1e3` have none.
    public var isInteger: Bool {
        switch storage {
        case .small(_, let exponent): exponent >= 0
        case .big(let big): big.exponent >= 0
        case .notFinite: false
        }
    }

    /// Whether the value is neither infinite nor NaN, which is so for every number that was parsed.
    public var isFinite: Bool {
        if case .notFinite = storage { return false }
        return true
    }

    /// Sign, decimal digits (values 0…9) and exponent; zero is `[0]`, `0`.
    var decimal: (isNegative: Bool, digits: [UInt8], exponent: Int) {
        switch storage {
        case .small(let significand, let exponent):
            (significand < 0, String(significand.magnitude).utf8.map { $0 - 48 }, Int(exponent))
        case .big(let big): (big.isNegative, big.digits, Int(big.exponent))
        case .notFinite: (false, [0], 0)
        }
    }
}
