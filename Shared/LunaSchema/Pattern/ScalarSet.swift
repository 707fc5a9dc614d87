/// A set of code points: ranges, Unicode properties, or the rest of them.
struct ScalarSet: Sendable {
    /// A property test with its polarity.
    struct Property: Sendable {
        var isNegated: Bool
        var test: @Sendable (Unicode.Scalar) -> Bool
    }

    private(set) var ranges: [ClosedRange<UInt32>] = []
    private(set) var properties: [Property] = []
    var isNegated = false
    /// Answers for ASCII, filled by `prepared()`.
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ ranges: [ClosedRange<UInt32>] = []) { self.ranges = ranges }

    mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }
    mutating func insert(_ property: Property) { properties.append(property) }
    mutating func insert(_ other: ScalarSet) {
        if other.isNegated {
            let set = other.prepared()
            properties.append(Property(isNegated: false) { set.contains($0.value) })
        } else {
            ranges += other.ranges
            properties += other.properties
        }
    }

    /// The same set, ready for quick answers.
    func prepared() -> ScalarSet {
        var result = self
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound &+ 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        result.ranges = merged
        for value in UInt32(0)..<128 where result.slowContains(value) {
            if value < 64 { result.low |= 1 << value } else { result.high |= 1 << (value - 64) }
        }
        return result
    }

    @inline(__always)
    func contains(_ value: UInt32) -> Bool {
        if value < 64 { return low >> value & 1 == 1 }
        if value < 128 { return high >> (value - 64) & 1 == 1 }
        return slowContains(value)
    }

    private func slowContains(_ value: UInt32) -> Bool {
        var first = 0
        var last = ranges.count
        while first < last {
            let middle = (first + last) / 2
            if ranges[middle].upperBound < value { first = middle + 1 } else { last = middle }
        }
        if first < ranges.count, ranges[first].contains(value) { return !isNegated }
        guard !properties.isEmpty, let scalar = Unicode.Scalar(value) else { return isNegated }
        return properties.contains { $0.test(scalar) != $0.isNegated } != isNegated
    }
}

extension ScalarSet {
    // ECMA-262 §22.2.2.9: these are ASCII sets, whatever the `u` flag says.
    static let digits = ScalarSet([48...57])
    static let word = ScalarSet([48...57, 65...90, 95...95, 97...122])
    /// WhiteSpace and LineTerminator of ECMA-262 §12.2 and §12.3.
    static let space = ScalarSet([
        9...13, 32...32, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F,
        0x3000...0x3000, 0xFEFF...0xFEFF,
    ])
    static let lineTerminators = ScalarSet([10...10, 13...13, 0x2028...0x2029])

    func inverted() -> ScalarSet {
        var result = self
        result.isNegated.toggle()
        return result
    }
}
