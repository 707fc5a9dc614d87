import LunaPrivacy

/// Makes secrets in their providers' formats. Prefixes are put together here so that no scanner of repositories takes
/// this file for a leak.
struct SecretSamples {
    var random: SeededRandom

    mutating func tail(_ count: Int, _ alphabet: String = Alphabet.alnum) -> String {
        var text = random.string(alphabet, count)
        // Long random texts always hold digits and letters; short ones are helped.
        if count >= 4, alphabet == Alphabet.alnum { text = "aZ4" + text.dropFirst(3) }
        return text
    }

    mutating func awsKey() -> String {
        random.pick(["AK", "AS"]) + "IA" + random.string(Alphabet.upper + "234567", 16)
    }
    mutating func awsSecret() -> String { "aB3" + random.string(Alphabet.base64, 37) }
    mutating func github() -> String {
        random.int(0...4) == 0
            ? "github" + "_pat_" + tail(22) + "_" + tail(59)
            : random.pick(["ghp", "gho", "ghu", "ghs", "ghr"]) + "_" + tail(36)
    }
    mutating func slack() -> String {
        random.int(0...5) == 0
            ? "https://hooks." + "slack.com/services/T" + random.string(Alphabet.upper + Alphabet.digits, 8) + "/B0"
                + random.string(Alphabet.upper + Alphabet.digits, 8) + "/" + tail(24)
            : "xox" + random.pick(["b", "p", "a", "r"]) + "-" + random.string(Alphabet.digits, 12) + "-"
                + random.string(Alphabet.digits, 12) + "-" + tail(24)
    }
    mutating func stripe() -> String {
        random.int(0...5) == 0
            ? "whs" + "ec_" + tail(32)
            : random.pick(["sk", "rk", "pk"]) + random.pick(["_live_", "_test_"]) + tail(random.pick([24, 99]))
    }
    mutating func jwt() -> String {
        let header = random.pick([
            "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "{\"alg\":\"RS256\",\"kid\":\"abc\"}",
            "{\"typ\":\"JWT\",\"alg\":\"ES256\"}",
        ])
        let payload = "{\"sub\":\"\(random.int(1000...99999))\",\"iat\":\(random.int(1_600_000_000...1_800_000_000))}"
        return base64(Array(header.utf8), url: true, padded: false) + "."
            + base64(Array(payload.utf8), url: true, padded: false) + "." + random.string(Alphabet.url, 42) + "Q"
    }
    mutating func pem() -> String {
        let kind = random.pick(["RSA ", "EC ", "", "OPENSSH ", "ENCRYPTED ", "DSA "])
        let newline = random.pick(["\n", "\n", "\\n", "\r\n"])
        var lines = ["-----BEGIN \(kind)PRIVATE " + "KEY-----"]
        for _ in 0..<random.int(2...5) { lines.append(random.string(Alphabet.base64, 64)) }
        lines.append(random.string(Alphabet.base64, 30) + "==")
        lines.append("-----END \(kind)PRIVATE " + "KEY-----")
        return lines.joined(separator: newline)
    }
    mutating func password() -> String {
        random.pick(["hunter", "Tr0ub4dor", "S3cr3t", "pässwört", "Soleil", "qwerty", "Xk9", "letMeIn", "Winter"])
            + random.pick(["!", "#", "_", "-", "$", "%", "."])
            + String(random.int(10...9999)) + random.pick(["", "!", "?x", "Z"])
    }
    mutating func apiKey() -> String {
        switch random.int(0...11) {
        case 0: return "sk-" + "proj-" + tail(48)
        case 1: return "sk-" + "ant-api03-" + tail(80)
        case 2: return "AI" + "za" + "Sy" + tail(33)
        case 3: return "np" + "m_" + tail(36)
        case 4: return "pypi" + "-AgEIcHlwaS5vcmc" + tail(60)
        case 5: return "gl" + "pat-" + tail(20)
        case 6: return "hf" + "_" + tail(34)
        case 7: return "S" + "G." + tail(22) + "." + tail(43)
        case 8: return "dop" + "_v1_" + random.string(Alphabet.hex, 64)
        case 9: return "sh" + "pat_" + random.string(Alphabet.hex, 32)
        case 10: return String(random.int(100_000_000...999_999_999)) + ":AA" + random.string(Alphabet.url, 32) + "x"
        default: return "s" + "k-" + tail(48)
        }
    }
    mutating func opaque() -> String {
        random.pick([
            tail(32), tail(40), random.string(Alphabet.hex, 31) + "7", tail(24),
            "b7f" + random.string(Alphabet.lower + Alphabet.digits, 20),
        ])
    }
    mutating func basic() -> String { base64(Array("\(random.pick(["admin", "svc-ci", "jane"])):\(password())".utf8)) }

    /// A seed as nsc makes it: prefix bytes, 32 random bytes, CRC-16.
    mutating func natsSeed() -> String {
        var raw: [UInt8] = []
        let kind = random.pick([UInt8(20 << 3), 0, UInt8(14 << 3)])
        raw.append(18 << 3 | kind >> 5)
        raw.append((kind & 31) << 3)
        for _ in 0..<32 { raw.append(UInt8(random.int(0...255))) }
        var crc: UInt16 = 0
        for byte in raw {
            crc ^= UInt16(byte) << 8
            for _ in 0..<8 { crc = crc & 0x8000 != 0 ? (crc << 1) ^ 0x1021 : crc << 1 }
        }
        raw += [UInt8(crc & 255), UInt8(crc >> 8)]
        let letters = Array(Alphabet.upper + "234567")
        var out = ""
        var bits = 0
        var count = 0
        for byte in raw {
            bits = (bits << 8 | Int(byte)) & 0xFFFF
            count += 8
            while count >= 5 {
                count -= 5
                out.append(letters[bits >> count & 31])
            }
        }
        if count > 0 { out.append(letters[bits << (5 - count) & 31]) }
        return out
    }
}
