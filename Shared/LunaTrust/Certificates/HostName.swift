import Glibc
import LunaCore

/// What a server is called in its certificate: a name of DNS or an address (RFC 5280, section 4.2.1.6).
public enum HostName: Sendable, Hashable, CustomStringConvertible {
    /// In lower case; the first label may be `*`.
    case dns(String)
    /// 4 or 16 bytes, in the order of the network.
    case address([UInt8])

    /// Reads `nats.example.org`, `*.example.org`, `127.0.0.1` or `::1`.
    /// - Throws: `LunaError` `certs.name` for anything else.
    public init(_ text: String) throws {
        if let address = Self.bytes(text, AF_INET, 4) ?? Self.bytes(text, AF_INET6, 16) {
            self = .address(address)
            return
        }
        let name = text.lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.enumerated().allSatisfy { index, label in
            if index == 0, label == "*", labels.count > 1 { return true }
            return (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy {
                    (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
                        || $0 == UInt8(ascii: "_")
                }
        }
        // Digits and dots alone are an address that was mistyped.
        guard isName, name.utf8.count <= 253, !name.utf8.allSatisfy({ $0 == 46 || (48...57).contains($0) }) else {
            throw LunaError(
                "certs.name", .validation,
                "'\(text.prefix(64))' is neither a host name nor an address; write nats.example.org, 10.0.0.7 or ::1.")
        }
        self = .dns(name)
    }

    /// As ``init(_:)`` reads it.
    public var description: String {
        switch self {
        case .dns(let name): return name
        case .address(let bytes):
            var text = [CChar](repeating: 0, count: 64)
            let known = bytes.withUnsafeBytes {
                inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, $0.baseAddress, &text, socklen_t(text.count))
            }
            guard known != nil else { return "an address of \(bytes.count) bytes" }
            return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    private static func bytes(_ text: String, _ family: Int32, _ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }
}
