import Glibc
import LunaCore
import LunaStack

/// Where the gateway is.
enum ServerAddress {
    /// When nothing says otherwise.
    static let usual = "http://127.0.0.1:8080"

    /// `--server`, else `LUNA_URL`, else the local stack's, else the usual one; without a slash at the end.
    /// - Throws: `LunaError` `usage.server` for something that is no http(s) URL.
    static func find(
        flag: String?, environment: [String: String] = StackConfiguration.processEnvironment
    ) throws -> String {
        let named = flag ?? environment["LUNA_URL"].flatMap { $0.isEmpty ? nil : $0 }
        var url =
            named
            ?? LocalStack.gatewayURL(directory: StackConfiguration.defaultDirectory(environment: environment)) ?? usual
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw LunaError("usage.server", .validation, "'\(url)' is no URL of a server; write http://HOST:PORT.")
        }
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }

    /// `text` as one segment or value of a URL (RFC 3986: all but unreserved characters percent-encoded).
    static func encoded(_ text: String, keepingSlashes: Bool = false) -> String {
        var out = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                out.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "/") where keepingSlashes: out += "/"
            default: out += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return out
    }
}
