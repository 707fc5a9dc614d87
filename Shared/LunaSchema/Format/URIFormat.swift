/// URIs (RFC 3986), IRIs (RFC 3987) and URI templates (RFC 6570), by their grammars.
enum URIFormat {
    static func isReference(_ text: String, isInternational: Bool, needsScheme: Bool) -> Bool {
        let parts = URIReference(text)
        if needsScheme, parts.scheme == nil { return false }
        if let authority = parts.authority {
            guard isAuthority(authority, isInternational) else { return false }
        }
        // The first segment of a relative path would be read as a scheme.
        if parts.scheme == nil, parts.authority == nil {
            let first = parts.path.utf8.prefix { $0 != UInt8(ascii: "/") }
            if first.contains(UInt8(ascii: ":")) { return false }
        }
        return isRun(parts.path, "/:@", isInternational)
            && isRun(parts.query ?? "", "/:@?", isInternational, isQuery: true)
            && isRun(parts.fragment ?? "", "/:@?", isInternational)
    }

    /// Unreserved characters, sub-delimiters, percent escapes and `extra`.
    private static func isRun(
        _ text: String, _ extra: String, _ isInternational: Bool, isQuery: Bool = false
    ) -> Bool {
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            guard scalar.isASCII else {
                guard isInternational, isUniversal(scalar, isQuery) else { return false }
                continue
            }
            let byte = UInt8(truncatingIfNeeded: scalar.value)
            if byte == UInt8(ascii: "%") {
                for _ in 0..<2 {
                    guard let digit = rest.popFirst(), digit.isASCII,
                        ASCII.isHexadecimal(UInt8(truncatingIfNeeded: digit.value))
                    else { return false }
                }
                continue
            }
            let isPlain = ASCII.isLetter(byte) || ASCII.isDigit(byte) || "-._~!$&'()*+,;=".utf8.contains(byte)
            if !isPlain, !extra.utf8.contains(byte) { return false }
        }
        return true
    }

    /// `ucschar` of RFC 3987 §2.2, and `iprivate` in a query.
    private static func isUniversal(_ scalar: Unicode.Scalar, _ isQuery: Bool) -> Bool {
        switch scalar.value {
        case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
        case 0xE000...0xF8FF, 0xF0000...0xFFFFD, 0x100000...0x10FFFD: isQuery
        case 0x10000...0xDFFFD, 0xE1000...0xEFFFD: scalar.value & 0xFFFF <= 0xFFFD
        default: false
        }
    }

    private static func isAuthority(_ text: String, _ isInternational: Bool) -> Bool {
        var rest = Substring(text)
        if let at = rest.utf8.lastIndex(of: UInt8(ascii: "@")) {
            guard isRun(String(rest[..<at]), ":", isInternational) else { return false }
            rest = rest[rest.utf8.index(after: at)...]
        }
        if rest.utf8.first == UInt8(ascii: "[") {
            guard let close = rest.utf8.firstIndex(of: UInt8(ascii: "]")) else { return false }
            guard isLiteral(Array(rest[..<close].utf8.dropFirst())[...]) else { return false }
            let port = rest[rest.utf8.index(after: close)...].utf8
            return port.isEmpty || (port.first == UInt8(ascii: ":") && port.dropFirst().allSatisfy(ASCII.isDigit))
        }
        if let colon = rest.utf8.lastIndex(of: UInt8(ascii: ":")) {
            guard rest.utf8[rest.utf8.index(after: colon)...].allSatisfy(ASCII.isDigit) else { return false }
            rest = rest[..<colon]
        }
        return isRun(String(rest), "", isInternational)
    }

    /// Between the brackets: IPv6, or the `v1.…` that is kept for the future.
    private static func isLiteral(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, first | 0x20 == UInt8(ascii: "v") else { return HostFormat.isIPv6(bytes) }
        let parts = bytes.dropFirst().split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[0].allSatisfy(ASCII.isHexadecimal) && !parts[1].isEmpty
            && parts[1].allSatisfy {
                ASCII.isLetter($0) || ASCII.isDigit($0) || "-._~!$&'()*+,;=:".utf8.contains($0)
            }
    }

    static func isTemplate(_ text: String) -> Bool {
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "{":
                guard let close = rest.firstIndex(of: "}"), isExpression(Array(rest[..<close])) else { return false }
                rest = rest[(close + 1)...]
            case "}", "\"", "'", "<", ">", "\\", "^", "`", "|", " ": return false
            case "%":
                guard rest.count >= 2,
                    rest.prefix(2).allSatisfy({ $0.isASCII && ASCII.isHexadecimal(UInt8(truncatingIfNeeded: $0.value)) }
                    )
                else { return false }
            default: if scalar.value < 0x21 || scalar.value == 0x7F { return false }
            }
        }
        return true
    }

    /// An operator, then variables with perhaps `*` or `:` and a length of up to four digits.
    private static func isExpression(_ scalars: [Unicode.Scalar]) -> Bool {
        guard scalars.allSatisfy(\.isASCII) else { return false }
        var bytes = scalars.map { UInt8(truncatingIfNeeded: $0.value) }[...]
        if let first = bytes.first, "+#./;?&=,!@|".utf8.contains(first) { bytes = bytes.dropFirst() }
        let variables = bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        return variables.allSatisfy { variable in
            var name = variable
            if name.last == UInt8(ascii: "*") {
                name = name.dropLast()
            } else if let colon = name.firstIndex(of: UInt8(ascii: ":")) {
                let length = name[(colon + 1)...]
                guard length.count <= 4, let value = ASCII.number(length), value > 0, length.first != UInt8(ascii: "0")
                else {
                    return false
                }
                name = name[..<colon]
            }
            let parts = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            return parts.allSatisfy { part in
                !part.isEmpty && isRun(String(decoding: part, as: UTF8.self), "", false)
                    && !part.contains { "-~!$&'()*+;=".utf8.contains($0) }
            }
        }
    }
}
