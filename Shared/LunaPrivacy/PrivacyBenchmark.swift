/// Measures the scanner: ordinary text of the sizes that requests have, and inputs made to slow a scanner down. What
/// `luna pii bench` prints.
public enum PrivacyBenchmark {
    /// One measurement. Times in microseconds.
    public struct Row: Sendable {
        public let name: String
        public let bytes: Int
        public let p50: Double
        public let p99: Double
        public let finds: Int
        /// Megabytes (10⁶ bytes) a second at the median.
        public var throughput: Double { p50 > 0 ? Double(bytes) / p50 : 0 }
    }

    /// Text as prompts and logs have it, with a find about every hundred bytes.
    public static let ordinary = """
        The quick brown fox jumps over the lazy dog; version 1.2.3 of the service came out on 2024-05-06 with 42 fixes.
        func main(arguments: [String]) -> Int { return arguments.count } // see https://example.com/docs/page?x=1#top
        Contact Jane Smith at jane.smith@example.com or +1 415 555 0132, card 4111 1111 1111 1111.
        2024-05-06T10:11:12.123Z INFO request id=550e8400-e29b-41d4-a716-446655440000 from 203.0.113.9 took 12 ms
        commit 3f786850e387550fdab836ed7e6dc881de23001b "fix: retries" \u{2013} né le 12 mars 1985 \u{1F642}

        """

    /// Repeated to any length, each of these keeps one detector busy all the time.
    public static let hostile: [String] = [
        "a", "@", "a@", "a@a.", "\"@", "1", "1 ", "1-", "(1", "12 34 ", "06 ", "0 0 ", "4111 ", "1.1.", "+1", "a:",
        "::", "1:", "://",
        "a://b:", "eyJ", "eyJ.", "eyJhbGciOiJIUzI1NiJ9.", "-----BEGIN PRIVATE KEY-----", "password=", "password ",
        "password: \"",
        "password for a ", "password is ", "secret key ", "api key ", "\"", "John ", "Name: ", "M. ", "de ", "Dear ",
        "Regards,\n", "born 1 ",
        "passport A1 ", "aws a/", "aws AKIA", "Basic ", "Bearer a", "A_", "aB", "SU", "FR76 ", "FR761", "-u a:", "-p",
        "curl -u ", "é", "\u{301}",
        "\u{1F642}", "luna_email_", "curl -p ", "curl --user a:", "cookie: ", "cookie: a=b; ", "cookies={\"a\":",
        "auth=(\"a\",", "login: a/", "%2B1", "%B4", "password - a", "password: a ", "A_KEY=", "1,", "?sig=a&",
        "passphrase: a ", "MTA4", "wa.me/1", "JSESSIONID=a;", "redis -a x ", "set to ", "password changed to ",
        "jwt.sign(", "jwt.sign(a,", "createHmac('a', ", "(password) values ((", "(password) values ('", "secrets:{a:",
        "secrets:\n a: ", "secrets:{\"a\":\"", "PASS a\n", "LOGIN a ", "LOGIN \"", "a,password\n", "a,password\nb,c\n",
        "\"a,password\n", "htpasswd -b a ", "echo a | ", "echo a|sudo -S ", "born one may ", "data:\n",
        "kind: Secret\ndata:\n a: ", "00 ", "variable \"password\" {", "name,\nJohn,\n", "token = a || ",
    ]

    /// Scans `text` `runs` times.
    public static func measure(_ name: String, _ text: [UInt8], runs: Int, scanner: PrivacyScanner = PrivacyScanner())
        -> Row
    {
        let clock = ContinuousClock()
        var times: [Double] = []
        var finds = 0
        for _ in 0..<max(1, runs) {
            let time = clock.measure { finds = scanner.scan(text).count }
            times.append(Double(time.components.seconds) * 1e6 + Double(time.components.attoseconds) / 1e12)
        }
        times.sort()
        return Row(
            name: name, bytes: text.count, p50: times[times.count / 2],
            p99: times[min(times.count - 1, times.count * 99 / 100)],
            finds: finds)
    }

    /// `unit` repeated to `count` bytes.
    public static func filled(_ unit: String, _ count: Int) -> [UInt8] {
        let bytes = Array(unit.utf8)
        guard !bytes.isEmpty else { return [] }
        return (0..<max(0, count)).map { bytes[$0 % bytes.count] }
    }

    /// Ordinary text of 2 KB, 20 KB and 2 MB, then each hostile input at three sizes, so that linear time can be seen.
    public static func all(scanner: PrivacyScanner = PrivacyScanner()) -> [Row] {
        var rows: [Row] = []
        for (size, runs) in [(2_048, 2_000), (20_480, 500), (2_000_000, 20)] {
            rows.append(measure("ordinary", filled(ordinary, size), runs: runs, scanner: scanner))
        }
        for unit in hostile {
            for size in [100_000, 200_000, 400_000] {
                rows.append(measure("hostile \(unit.debugDescription)", filled(unit, size), runs: 3, scanner: scanner))
            }
        }
        return rows
    }
}
