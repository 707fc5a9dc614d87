/// Host names (RFC 1123 §2.1; international ones by RFC 5890 to 5892) and addresses.
enum HostFormat {
    static func isHostname(_ text: String, isInternational: Bool) -> Bool {
        // RFC 3490 §3.1: these dots separate labels too.
        let dots: Set<Unicode.Scalar> = isInternational ? [".", "\u{3002}", "\u{FF0E}", "\u{FF61}"] : ["."]
        let labels = text.unicodeScalars.split(omittingEmptySubsequences: false) { dots.contains($0) }
        var length = labels.count - 1
        for label in labels {
            guard let encoded = checkedLabel(Array(label), isInternational) else { return false }
            length += encoded
        }
        return length <= 253
    }

    /// The length of the label in its ASCII form; nil when it is not valid.
    private static func checkedLabel(_ label: [Unicode.Scalar], _ isInternational: Bool) -> Int? {
        // The rules below look at every pair of characters; no valid label is longer in any form.
        guard !label.isEmpty, label.count <= 63, label.first != "-", label.last != "-" else { return nil }
        if label.allSatisfy(\.isASCII) {
            let bytes = label.map { UInt8(truncatingIfNeeded: $0.value) }
            guard bytes.count <= 63,
                bytes.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "-") })
            else { return nil }
            guard bytes.count >= 4, bytes[2] == UInt8(ascii: "-"), bytes[3] == UInt8(ascii: "-") else {
                return bytes.count
            }
            // RFC 5891 §4.2.3.1 keeps such labels for encodings; `xn--` is the only one.
            guard bytes[0] | 0x20 == UInt8(ascii: "x"), bytes[1] | 0x20 == UInt8(ascii: "n"),
                let decoded = Punycode.decode(bytes[4...]), decoded.contains(where: { !$0.isASCII }),
                Punycode.encode(decoded).map({ $0 + 4 }) == bytes.count
            else { return nil }
            return InternationalLabel.isValid(decoded) ? bytes.count : nil
        }
        guard isInternational, InternationalLabel.isValid(label), let encoded = Punycode.encode(label),
            encoded + 4 <= 63
        else {
            return nil
        }
        return encoded + 4
    }

    /// RFC 2673 §3.2: four decimal octets without superfluous zeros.
    static func isIPv4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard part.count <= 3, let value = ASCII.number(part) else { return false }
                return value <= 255 && (part.count == 1 || part.first != UInt8(ascii: "0"))
            }
    }

    /// RFC 4291 §2.2: eight groups, one run of which may be `::`, the last two perhaps as IPv4. No zone.
    static func isIPv6(_ bytes: ArraySlice<UInt8>) -> Bool {
        let colon = UInt8(ascii: ":")
        let parts = bytes.split(separator: colon, omittingEmptySubsequences: false).map { $0 }
        guard parts.count >= 3, parts.count <= 9 else { return false }
        var groups = 0
        var gaps = 0
        for (index, part) in parts.enumerated() {
            let isEdge = index == 0 || index == parts.count - 1
            if part.isEmpty {
                // An edge is empty only as half of a `::`.
                if isEdge {
                    let neighbour = index == 0 ? parts[1] : parts[parts.count - 2]
                    guard neighbour.isEmpty else { return false }
                } else {
                    gaps += 1
                }
            } else if index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
                guard isIPv4(part) else { return false }
                groups += 2
            } else {
                guard part.count <= 4, part.allSatisfy(ASCII.isHexadecimal) else { return false }
                groups += 1
            }
        }
        return gaps == 0 ? groups == 8 : gaps == 1 && groups <= 7
    }
}

/// The rules for one label of an international name (RFC 5891 §4.2, RFC 5892), by Unicode properties.
enum InternationalLabel {
    static func isValid(_ label: [Unicode.Scalar]) -> Bool {
        if label.count >= 4, label[2] == "-", label[3] == "-" { return false }
        guard let first = label.first, label.last != "-", first != "-" else { return false }
        switch first.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return false
        default: break
        }
        return label.indices.allSatisfy { isAllowed(label, $0) }
    }

    private static func isAllowed(_ label: [Unicode.Scalar], _ index: Int) -> Bool {
        let scalar = label[index]
        let before = index > 0 ? label[index - 1] : nil
        let after = index + 1 < label.count ? label[index + 1] : nil
        switch scalar.value {
        // RFC 5892 §2.6: exceptions.
        case 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007: return true
        case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
        // RFC 5892 appendix A: allowed in a context only.
        case 0x200C, 0x200D: return before?.properties.canonicalCombiningClass == .virama || joins(label, index)
        case 0xB7: return before == "l" && after == "l"
        case 0x375: return after.map(isGreek) ?? false
        case 0x5F3, 0x5F4: return before.map(isHebrew) ?? false
        case 0x30FB: return label.contains { scalar in japanese.contains { $0(scalar) } }
        case 0x660...0x669: return !label.contains { (0x6F0...0x6F9).contains($0.value) }
        case 0x6F0...0x6F9: return !label.contains { (0x660...0x669).contains($0.value) }
        case 0x2D: return true
        default: break
        }
        if scalar.isASCII {
            let byte = UInt8(truncatingIfNeeded: scalar.value)
            return ASCII.isLetter(byte) || ASCII.isDigit(byte)
        }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark, .decimalNumber:
            return !scalar.properties.changesWhenNFKCCaseFolded
        // Upper case is mapped to lower case before a look-up (RFC 5895).
        case .uppercaseLetter, .titlecaseLetter: return true
        default: return false
        }
    }

    /// A zero-width non-joiner between letters that would join; approximated by the scripts that join.
    private static func joins(_ label: [Unicode.Scalar], _ index: Int) -> Bool {
        guard label[index].value == 0x200C, index > 0, index + 1 < label.count else { return false }
        return joining.contains { $0(label[index - 1]) && $0(label[index + 1]) }
    }

    private static let isGreek = script("Greek")
    private static let isHebrew = script("Hebrew")
    private static let japanese = ["Hiragana", "Katakana", "Han"].map(script)
    private static let joining = ["Arabic", "Syriac", "Mongolian"].map(script)
    private static func script(_ name: String) -> PatternProperties.Test { ScriptTable.test(name) ?? { _ in false } }
}

/// Punycode (RFC 3492).
enum Punycode {
    private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var k = 0
        while delta > 455 {
            delta /= 35
            k += 36
        }
        return k + 36 * delta / (delta + 38)
    }

    static func decode(_ input: ArraySlice<UInt8>) -> [Unicode.Scalar]? {
        guard input.count <= 63 else { return nil }
        var output: [Unicode.Scalar] = []
        var rest = input
        if let mark = input.lastIndex(of: UInt8(ascii: "-")) {
            output = input[..<mark].map { Unicode.Scalar($0) }
            rest = input[(mark + 1)...]
        }
        var (code, index, bias) = (128, 0, 72)
        while !rest.isEmpty {
            let start = index
            var (weight, k) = (1, 36)
            while true {
                guard let byte = rest.popFirst() else { return nil }
                let digit = ASCII.isDigit(byte) ? Int(byte) - 22 : Int(byte | 0x20) - 97
                guard (0..<36).contains(digit), index < 1 << 40, weight < 1 << 40 else { return nil }
                index += digit * weight
                let threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
                if digit < threshold { break }
                weight *= 36 - threshold
                k += 36
            }
            bias = adapted(index - start, output.count + 1, isFirst: start == 0)
            code += index / (output.count + 1)
            index %= output.count + 1
            guard code <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(code)) else { return nil }
            output.insert(scalar, at: index)
            index += 1
        }
        return output
    }

    /// The length of the encoded form; nil for a label that is far too long.
    static func encode(_ label: [Unicode.Scalar]) -> Int? {
        guard label.count <= 63 else { return nil }
        let basic = label.count { $0.isASCII }
        var length = basic > 0 ? basic + 1 : 0
        var (code, delta, bias, done) = (128, 0, 72, basic)
        while done < label.count {
            guard let next = label.lazy.map({ Int($0.value) }).filter({ $0 >= code }).min() else { return nil }
            delta += (next - code) * (done + 1)
            code = next
            for scalar in label {
                if Int(scalar.value) < code { delta += 1 }
                guard Int(scalar.value) == code else { continue }
                var (rest, k) = (delta, 36)
                while true {
                    let threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
                    length += 1
                    if rest < threshold { break }
                    rest = (rest - threshold) / (36 - threshold)
                    k += 36
                }
                bias = adapted(delta, done + 1, isFirst: done == basic)
                delta = 0
                done += 1
            }
            delta += 1
            code += 1
        }
        return length
    }
}
