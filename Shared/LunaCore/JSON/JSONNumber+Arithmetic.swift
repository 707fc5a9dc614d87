extension JSONNumber: Comparable {
    /// Exact order of the values. Numbers that are not finite compare as their doubles do.
    public static func < (a: JSONNumber, b: JSONNumber) -> Bool {
        if case .small(let x, let p) = a.storage, case .small(let y, let q) = b.storage {
            if p == q { return x < y }
            if (x < 0) != (y < 0) || x == 0 || y == 0 { return x.signum() < y.signum() }
        } else if !a.isFinite || !b.isFinite {
            return a.double < b.double
        }
        let (leftNegative, left, p) = a.decimal
        let (rightNegative, right, q) = b.decimal
        let leftIsZero = left == [0]
        let rightIsZero = right == [0]
        if leftIsZero || rightIsZero {
            return leftIsZero ? (!rightIsZero && !rightNegative) : leftNegative
        }
        if leftNegative != rightNegative { return leftNegative }
        return leftNegative
            ? isSmaller(right, q, than: left, p)
            : isSmaller(left, p, than: right, q)
    }

    /// Magnitudes without leading zeros: first by the place of the first digit, then digit by digit.
    private static func isSmaller(_ a: [UInt8], _ p: Int, than b: [UInt8], _ q: Int) -> Bool {
        let leftPlace = a.count + p
        let rightPlace = b.count + q
        if leftPlace != rightPlace { return leftPlace < rightPlace }
        return a.lexicographicallyPrecedes(b)
    }
}

extension JSONNumber {
    /// Whether the value is a whole multiple of `divisor`, decided exactly: `1.1` is a multiple of `0.1`, whatever
    /// doubles say. Never, when the divisor is zero or one of both is not finite.
    ///
    /// The time grows with the digits of both numbers, not with their exponents.
    public func isMultiple(of divisor: JSONNumber) -> Bool {
        guard isFinite, divisor.isFinite else { return false }
        let (_, digits, p) = decimal
        let (_, divisorDigits, q) = divisor.decimal
        if divisorDigits == [0] { return false }
        if digits == [0] { return true }
        // The significand ends in no zero, so it cannot hold a further factor of ten.
        if p < q { return false }
        // a × 10^k ≡ 0 (mod b). Beyond the factors 2 and 5 that b can hold, larger k change nothing.
        let zeros = min(p - q, 4 * divisorDigits.count)
        if divisorDigits.count <= 18 {
            let modulus = divisorDigits.reduce(UInt64(0)) { $0 * 10 + UInt64($1) }
            return Self.remainder(digits, zeros: zeros, modulus: modulus) == 0
        }
        return Self.remainderIsZero(digits, zeros: zeros, modulus: divisorDigits)
    }

    private static func remainder(_ digits: [UInt8], zeros: Int, modulus: UInt64) -> UInt64 {
        var rest: UInt64 = 0
        func step(_ digit: UInt8) {
            var (high, low) = rest.multipliedFullWidth(by: 10)
            let (sum, carry) = low.addingReportingOverflow(UInt64(digit))
            low = sum
            high += carry ? 1 : 0
            rest = modulus.dividingFullWidth((high, low)).remainder
        }
        for digit in digits { step(digit) }
        for _ in 0..<zeros where rest != 0 { step(0) }
        return rest
    }

    /// Long division, one decimal digit at a time, with limbs of 32 bits.
    private static func remainderIsZero(_ digits: [UInt8], zeros: Int, modulus: [UInt8]) -> Bool {
        var divisor = Limbs()
        for digit in modulus { divisor.appendDigit(digit) }
        var rest = Limbs()
        for index in 0..<(digits.count + zeros) {
            rest.appendDigit(index < digits.count ? digits[index] : 0)
            while rest.isAtLeast(divisor) { rest.subtract(divisor) }
            if index >= digits.count, rest.isZero { return true }
        }
        return rest.isZero
    }

    /// A natural number, the least significant limb first, no leading zero limbs.
    private struct Limbs {
        var limbs: [UInt32] = []
        var isZero: Bool { limbs.isEmpty }

        mutating func appendDigit(_ digit: UInt8) {
            var carry = UInt64(digit)
            for index in limbs.indices {
                let value = UInt64(limbs[index]) * 10 + carry
                limbs[index] = UInt32(truncatingIfNeeded: value)
                carry = value >> 32
            }
            if carry > 0 { limbs.append(UInt32(carry)) }
        }

        func isAtLeast(_ other: Limbs) -> Bool {
            if limbs.count != other.limbs.count { return limbs.count > other.limbs.count }
            for index in limbs.indices.reversed() where limbs[index] != other.limbs[index] {
                return limbs[index] > other.limbs[index]
            }
            return true
        }

        mutating func subtract(_ other: Limbs) {
            var borrow: Int64 = 0
            for index in limbs.indices {
                var value = Int64(limbs[index]) - borrow
                if index < other.limbs.count { value -= Int64(other.limbs[index]) }
                borrow = value < 0 ? 1 : 0
                limbs[index] = UInt32(truncatingIfNeeded: value)
            }
            while limbs.last == 0 { limbs.removeLast() }
        }
    }
}

extension JSONNumber {
    /// Digits of the exact value without trailing zeros: what exact arithmetic costs.
    public var digitCount: Int {
        if case .big(let big) = storage { return big.digits.count }
        return 18
    }
}
