/// Mail addresses (RFC 5321 §4.1.2; international ones RFC 6531): `local@domain` or `local@[address]`.
enum MailFormat {
    static func isAddress(_ text: String, isInternational: Bool) -> Bool {
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return false }
        let local = text[..<at]
        let domain = text[text.utf8.index(after: at)...]
        return isLocal(local, isInternational) && isDomain(String(domain), isInternational)
    }

    private static func isLocal(_ local: Substring, _ isInternational: Bool) -> Bool {
        guard !local.isEmpty, local.utf8.count <= 64 else { return false }
        if local.utf8.first == UInt8(ascii: "\"") {
            var inside = Array(local.unicodeScalars.dropFirst())[...]
            while let scalar = inside.popFirst() {
                switch scalar {
                case "\"": return inside.isEmpty
                case "\\":
                    guard let escaped = inside.popFirst(), (0x20...0x7E).contains(escaped.value) else { return false }
                default:
                    guard (0x20...0x7E).contains(scalar.value) || (isInternational && !scalar.isASCII) else {
                        return false
                    }
                }
            }
            return false
        }
        let atoms = local.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false)
        return atoms.allSatisfy { atom in
            !atom.isEmpty
                && atom.allSatisfy { scalar in
                    guard scalar.isASCII else { return isInternational }
                    let byte = UInt8(truncatingIfNeeded: scalar.value)
                    return ASCII.isLetter(byte) || ASCII.isDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
                }
        }
    }

    private static func isDomain(_ domain: String, _ isInternational: Bool) -> Bool {
        let bytes = Array(domain.utf8)
        if bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]"), bytes.count > 2 {
            let inner = bytes[1..<bytes.count - 1]
            let tag = Array("IPv6:".utf8)
            return inner.starts(with: tag) ? HostFormat.isIPv6(inner.dropFirst(tag.count)) : HostFormat.isIPv4(inner)
        }
        return HostFormat.isHostname(domain, isInternational: isInternational)
    }
}
