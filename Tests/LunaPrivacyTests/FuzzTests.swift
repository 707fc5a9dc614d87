import Foundation
import LunaCore
import LunaPrivacy
import Testing

extension String {
    /// Its characters over and over, `count` of them.
    fileprivate func cycled(_ count: Int) -> String {
        String(String(repeating: self, count: count / max(1, self.count) + 1).prefix(count))
    }
}

/// `LUNA_FUZZ=100` makes the runs a hundred times as long, `LUNA_CORPUS_SEED=n` makes others.
@Suite("Hostile input")
struct FuzzTests {
    private static let factor = ProcessInfo.processInfo.environment["LUNA_FUZZ"].flatMap(Int.init) ?? 1
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
        for _ in 0..<(4_000 * Self.factor) {
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
        for round in 0..<(1_500 * Self.factor) {
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

    /// A labelled text with some bytes changed, taken out, doubled, or put in from another.
    private func mutated(_ random: inout SeededRandom) -> [UInt8] {
        var bytes = Array(random.pick(Corpus.all).text.utf8)
        for _ in 0..<random.int(1...4) {
            let at = random.int(0...bytes.count)
            switch random.int(0...4) {
            case 0 where at < bytes.count: bytes[at] = UInt8(random.int(0...255))
            case 1 where at < bytes.count: bytes.remove(at: at)
            case 2: bytes.insert(contentsOf: bytes[at...].prefix(random.int(0...40)), at: at)
            case 3: bytes.insert(contentsOf: Array(random.pick(Corpus.all).text.utf8).prefix(60), at: at)
            default: bytes.insert(contentsOf: Array(random.pick(Self.pieces).utf8).prefix(12), at: at)
            }
        }
        return bytes
    }

    private func occurrences(of value: ArraySlice<UInt8>, in bytes: [UInt8]) -> Int {
        guard value.count <= bytes.count else { return 0 }
        return (0...(bytes.count - value.count)).count { bytes[$0...].starts(with: value) }
    }

    @Test func mutationsOfTheLabelledSetNeitherLeakNorChange() throws {
        var random = SeededRandom(43)
        let key = PrivacyKey.random()
        let scanner = PrivacyScanner()
        for round in 0..<(3_000 * Self.factor) {
            let text = String(decoding: mutated(&random), as: UTF8.self)
            let bytes = Array(text.utf8)
            let vault = TokenVault(scope: PrivacyScope(tenant: .local, id: "\(round)"), expiresAt: .max)
            let sent = Tokeniser(key: key, vault: vault).tokenise(text).text
            // Without the tokens: `passwor` is a part of `luna_password_…` and tells nothing.
            let out = Array(sent.replacing(/luna_[a-z]+_[a-z2-7]{20}/, with: " ").utf8)
            for span in scanner.scan(bytes) where span.range.count >= 6 {
                let value = bytes[span.range]
                #expect(
                    occurrences(of: value, in: out) < occurrences(of: value, in: bytes),
                    "\(span.type) of \(text.debugDescription)")
            }
            #expect(try Restorer(vault: vault).restore(sent, now: 0).hasSameCodePoints(as: text))
        }
    }

    /// Random bytes with pieces of tokens in them: either an error or the bytes as they were, and a stream cut anywhere
    /// says the same as the whole.
    @Test func restoringRandomBytesIsTheSameInOnePieceAndInMany() throws {
        var random = SeededRandom(44)
        let vault = TokenVault(scope: PrivacyScope(tenant: .local, id: "b"), expiresAt: .max)
        let tokeniser = Tokeniser(key: .random(), vault: vault)
        let tokens = ["a@b.example", "203.0.113.9", "luna_email_x"].map { Array(tokeniser.tokenise($0).text.utf8) }
        let restorer = Restorer(vault: vault)
        for _ in 0..<(3_000 * Self.factor) {
            var bytes = randomBytes(&random)
            for _ in 0..<random.int(0...3) {
                var token = random.pick(tokens)
                if random.int(0...3) == 0 { token[random.int(0...(token.count - 1))] = UInt8(random.int(0...255)) }
                if random.int(0...3) == 0 { token = Array(token.prefix(random.int(0...token.count))) }
                bytes.insert(contentsOf: token, at: random.int(0...bytes.count))
            }
            let whole = Result { try restorer.restore(bytes, now: 0) }
            var stream = restorer.streaming(now: 0)
            let pieces = Result {
                var output: [UInt8] = []
                var rest = bytes[...]
                while !rest.isEmpty {
                    let piece = rest.prefix(random.int(1...11))
                    output += try stream.push(Array(piece))
                    #expect(stream.heldBack <= 64)
                    rest = rest.dropFirst(piece.count)
                }
                return output + (try stream.finish())
            }
            switch (whole, pieces) {
            case (.success(let a), .success(let b)): #expect(a == b)
            case (.failure(let a as LunaError), .failure(let b as LunaError)):
                #expect(a.code == "privacy.unknown_token" && b.code == a.code)
            default: Issue.record("whole and stream differ on \(bytes)")
            }
        }
    }

    @Test func tokensInsideJSONInsideJSONComeBack() throws {
        var random = SeededRandom(45)
        for round in 0..<(500 * Self.factor) {
            let vault = TokenVault(scope: PrivacyScope(tenant: .local, id: "\(round)"), expiresAt: .max)
            let text = String(decoding: mutated(&random), as: UTF8.self)
            let first = text.utf8.first { $0 > 0x20 }
            if first == 0x7B || first == 0x5B { continue }
            var document = JSONValue.object([
                "text": .string(Tokeniser(key: .random(), vault: vault).tokenise(text).text)
            ])
            let depth = random.int(0...4)
            for _ in 0..<depth {
                document = ["arguments": .string(String(decoding: document.serialized(), as: UTF8.self))]
            }
            var back = try JSONParser.parse(Restorer(vault: vault).restoreJSON(document.serialized(), now: 0))
            for _ in 0..<depth { back = try JSONParser.parse(Array((back["arguments"]?.stringValue ?? "").utf8)) }
            #expect(back["text"]?.stringValue?.hasSameCodePoints(as: text) == true)
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

    @Test func aTokenOfAnyLengthAndEndIsRead() {
        let scanner = PrivacyScanner()
        for prefix in ["git" + "hub_pat_", "gh" + "p_", "xox" + "b-", "gl" + "pat-", "np" + "m_"] {
            for count in 0..<100 {
                for end in ["", "_", "__a_", "-", "."] {
                    let text = prefix + "aZ4bY5cX6dW7".cycled(count) + end
                    let finds = scanner.scan(text)
                    #expect(finds.allSatisfy { $0.end <= text.utf8.count }, "\(text)")
                    #expect(count < 40 || finds.count == 1, "\(text)")
                }
            }
        }
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
