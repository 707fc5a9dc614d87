import LunaCore
import LunaPrivacy
import Testing

@Suite("Hostile input")
struct FuzzTests {
    private static let pieces: [String] =
        Corpus.all.prefix(400).map(\.text) + PrivacyBenchmark.hostile + [
            "luna_email_", "LUNA_", "\\_", "\u{0}", "\"", "\\", "{", "}", "\r\n",
        ]

    private func randomBytes(_ random: inout SeededRandom) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<random.int(1...6) {
            switch random.int(0...3) {
            case 0: for _ in 0..<random.int(0...20) { bytes.append(UInt8(random.int(0...255))) }
            case 1: bytes += Array(random.pick(Self.pieces).utf8).prefix(random.int(0...80))
            case 2: bytes += Array(random.pick(Self.pieces).utf8).suffix(random.int(0...80))
            default: bytes += Array(random.pick(Self.pieces).utf8)
            }
        }
        for _ in 0..<random.int(0...3) where !bytes.isEmpty {
            bytes[random.int(0...(bytes.count - 1))] = UInt8(random.int(0...255))
        }
        return bytes
    }

    @Test func spansAreOrderedInsideAndOnWholeCharacters() {
        var random = SeededRandom(41)
        let scanner = PrivacyScanner()
        for _ in 0..<4_000 {
            let bytes = randomBytes(&random)
            let spans = scanner.scan(bytes)
            var last = 0
            for span in spans {
                #expect(span.start >= last && span.start < span.end && span.end <= bytes.count)
                last = span.end
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let valid = Array(text.utf8)
            let found = scanner.scan(valid)
            let ranges = PrivacyScanner.scalarRanges(of: found, in: valid)
            let scalars = Array(text.unicodeScalars)
            for (span, range) in zip(found, ranges) {
                #expect(valid[span.start] & 0xC0 != 0x80 && (span.end == valid.count || valid[span.end] & 0xC0 != 0x80))
                #expect(Array(String(String.UnicodeScalarView(scalars[range])).utf8) == Array(valid[span.range]))
            }
        }
    }

    @Test func anythingComesBackFromTokens() throws {
        var random = SeededRandom(42)
        let key = PrivacyKey.random()
        for round in 0..<1_500 {
            let vault = TokenVault(scope: PrivacyScope(tenant: .local, id: "\(round)"), expiresAt: .max)
            let tokeniser = Tokeniser(key: key, vault: vault)
            let text = String(decoding: randomBytes(&random), as: UTF8.self)
            let sent = tokeniser.tokenise(text).text
            let restorer = Restorer(vault: vault)
            #expect(try restorer.restore(sent, now: 0).hasSameCodePoints(as: text))
            // Tokens of tokens, and inside JSON.
            let twice = tokeniser.tokenise(sent).text
            #expect(try restorer.restore(restorer.restore(twice, now: 0), now: 0).hasSameCodePoints(as: text))
            let json = JSONValue.object(["x": .string(sent)]).serialized()
            if text.utf8.first(where: { $0 > 0x20 }) != 0x7B, text.utf8.first(where: { $0 > 0x20 }) != 0x5B {
                let back = try JSONParser.parse(restorer.restoreJSON(json, now: 0))
                #expect(back["x"]?.stringValue?.hasSameCodePoints(as: text) == true)
            }
            var stream = restorer.streaming(now: 0)
            var output: [UInt8] = []
            var rest = Array(sent.utf8)[...]
            while !rest.isEmpty {
                let piece = rest.prefix(random.int(1...9))
                output += try stream.push(Array(piece))
                rest = rest.dropFirst(piece.count)
            }
            output += try stream.finish()
            #expect(output == Array(text.utf8))
        }
    }

    @Test func droppingNeverMakesATokenOutOfText() throws {
        let vault = TokenVault(scope: PrivacyScope(tenant: .local, id: "d"), expiresAt: .max)
        let policy = PrivacyPolicy().setting(.drop, for: .email, to: .cloud)
        let sent = Tokeniser(key: .random(), vault: vault, policy: policy).tokenise(
            "luna_ jane@example.com email_abc luna_(jane@example.com)"
        ).text
        _ = try Restorer(vault: vault).restore(sent, now: 0)
    }

    @Test func aLongBareValueGoesWhole() {
        let value = String(repeating: "aB3$", count: 2_000)
        #expect(PrivacyRedactor().redact("password=\(value) next") == "password=[PASSWORD] next")
        #expect(PrivacyRedactor().redact("password=\"\(value.prefix(4_000))\" next") == "password=\"[PASSWORD]\" next")
    }

    @Test func repeatedHostileTextIsReadToItsEnd() {
        let scanner = PrivacyScanner()
        for unit in PrivacyBenchmark.hostile {
            let bytes = PrivacyBenchmark.filled(unit, 20_000) + Array(" \n mail jane@example.com".utf8)
            #expect(
                scanner.scan(bytes).last?.type == .email
                    || scanner.scan(bytes).last.map { $0.end >= bytes.count - 20 } == true, "\(unit.debugDescription)")
        }
    }
}
