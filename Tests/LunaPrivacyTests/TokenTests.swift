import LunaCore
import LunaPrivacy
import Testing

private let scope = PrivacyScope(tenant: .local, id: "exec-1")
private let later: Int64 = 1_000

private func key(_ byte: UInt8 = 7) throws -> PrivacyKey { try PrivacyKey(bytes: Array(repeating: byte, count: 32)) }

private func makeTokeniser(_ key: PrivacyKey, scope: PrivacyScope = scope, policy: PrivacyPolicy = .default)
    -> Tokeniser
{
    Tokeniser(key: key, vault: TokenVault(scope: scope, expiresAt: later), policy: policy)
}

@Suite("Tokens and restoration")
struct TokenTests {
    @Test func everyLineOfTheSetComesBackExactly() throws {
        let tokeniser = makeTokeniser(try key())
        let restorer = Restorer(vault: tokeniser.vault)
        for item in Corpus.all {
            let tokenised = tokeniser.tokenise(item.text)
            let back = try restorer.restore(tokenised.text, now: 0)
            #expect(back.hasSameCodePoints(as: item.text))
        }
    }

    @Test func nothingThatIsMarkedIsLeftInTheText() throws {
        let tokeniser = makeTokeniser(try key())
        for item in Corpus.positives {
            let tokenised = tokeniser.tokenise(item.text)
            let scalars = Array(item.text.unicodeScalars)
            for mark in item.marks where mark.type != .person && mark.end - mark.start >= 8 {
                let value = String(String.UnicodeScalarView(scalars[mark.start..<mark.end]))
                #expect(!tokenised.text.contains(value), "\(mark.type) leaks")
            }
        }
    }

    @Test func everySplitOfAStreamGivesTheSame() throws {
        let tokeniser = makeTokeniser(try key())
        let text = "Écris à jane@example.com 🙂, IP 203.0.113.9 luna luna_ lun password=\"hunter2!\" luna_email_x fin lu"
        let bytes = Array(tokeniser.tokenise(text).text.utf8)
        let restorer = Restorer(vault: tokeniser.vault)
        for first in 0...bytes.count {
            for second in stride(from: first, through: bytes.count, by: 7) {
                var stream = restorer.streaming(now: 0)
                var output = try stream.push(Array(bytes[..<first]))
                #expect(stream.heldBack <= 48)
                output += try stream.push(Array(bytes[first..<second]))
                output += try stream.push(Array(bytes[second...]))
                output += try stream.finish()
                #expect(output == Array(text.utf8))
            }
        }
        var stream = restorer.streaming(now: 0)
        var output: [UInt8] = []
        for byte in bytes { output += try stream.push([byte]) }
        output += try stream.finish()
        #expect(output == Array(text.utf8))
    }

    @Test func aStreamGivesOutWhatIsNoTokenAtOnce() throws {
        let tokeniser = makeTokeniser(try key())
        var stream = Restorer(vault: tokeniser.vault).streaming(now: 0)
        #expect(try stream.push(Array("hello wor".utf8)) == Array("hello wor".utf8))
        #expect(try stream.push(Array("ld lu".utf8)) == Array("ld ".utf8))
        #expect(try stream.push(Array("ck".utf8)) == Array("luck".utf8))
    }

    @Test func tokensAreIdentifiersAndTyped() throws {
        let text = makeTokeniser(try key()).tokenise("jane@example.com").text
        #expect(text.hasPrefix("luna_email_"))
        #expect(text.utf8.count == "luna_email_".utf8.count + 20)
        #expect(text.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || $0 == 0x5F || ($0 >= 0x32 && $0 <= 0x37) })
    }

    @Test func tokensAreStableInAScopeAndDifferentElsewhere() throws {
        let text = "jane@example.com"
        let first = makeTokeniser(try key()).tokenise(text).text
        #expect(makeTokeniser(try key()).tokenise("again: \(text)").text == "again: \(first)")
        #expect(makeTokeniser(try key(8)).tokenise(text).text != first)
        #expect(
            makeTokeniser(try key(), scope: PrivacyScope(tenant: .local, id: "exec-2")).tokenise(text).text != first)
        let other = try TenantID("other")
        #expect(makeTokeniser(try key(), scope: PrivacyScope(tenant: other, id: "exec-1")).tokenise(text).text != first)
    }

    @Test func caseAndMarkdownOfAModelAreTaken() throws {
        let tokeniser = makeTokeniser(try key())
        let token = tokeniser.tokenise("jane@example.com").text
        let restorer = Restorer(vault: tokeniser.vault)
        #expect(try restorer.restore("const \(token.uppercased());", now: 0) == "const jane@example.com;")
        #expect(try restorer.restore(token.replacing("_", with: "\\_"), now: 0) == "jane@example.com")
        #expect(
            try restorer.restore("**\(token)**, send_\(token)_now", now: 0)
                == "**jane@example.com**, send_jane@example.com_now")
    }

    @Test(arguments: ["cut", "longer", "changed", "invented", "bare", "othertype"])
    func alteredTokensFailClosed(change: String) throws {
        let tokeniser = makeTokeniser(try key())
        let token = tokeniser.tokenise("jane@example.com").text
        let altered =
            switch change {
            case "cut": String(token.dropLast(3))
            case "longer": token + "a"
            case "changed": String(token.dropLast()) + (token.hasSuffix("a") ? "b" : "a")
            case "invented": "luna_card_abcdefghijklmnopqrst"
            case "bare": "luna_email_"
            default: token.replacing("email", with: "phone")
            }
        let error = #expect(throws: LunaError.self) {
            try Restorer(vault: tokeniser.vault).restore("x \(altered) y", now: 0)
        }
        #expect(error?.code == "privacy.unknown_token")
        #expect(error?.description.contains(altered) == false)
        var stream = Restorer(vault: tokeniser.vault).streaming(now: 0)
        #expect(throws: LunaError.self) {
            _ = try stream.push(Array("x \(altered) y".utf8))
            _ = try stream.finish()
        }
        #expect(throws: LunaError.self) { try stream.push(Array("more".utf8)) }
    }

    @Test(arguments: [
        "luna_email_abcdefghijklmnopqrst", "luna_email_", "LUNA_CARD_x", "luna_literal_abc luna_luna_email_q",
        "luna\\_phone\\_5551234", "xluna_email_jane@example.com",
        "luna_email_jane@example.comabc", "luna_person_John Smith", "password=\"luna_email_aaaa\"", "luna_emai",
        "luna_email_é", "luna_email_\u{1F642}", "203.0.113.9\u{200B}jane@example.com",
        "password=\"a1b2c3\"jane@example.com", "+33612345678+33612345679",
        "jane@example.com日本bob@example.com", "<jane@example.com><bob@example.com>",
    ])
    func tokenLikeInputSurvives(text: String) throws {
        let tokeniser = makeTokeniser(try key())
        let sent = tokeniser.tokenise(text).text
        #expect(try Restorer(vault: tokeniser.vault).restore(sent, now: 0).hasSameCodePoints(as: text))
    }

    @Test func jsonArgumentsAreEscapedAtEveryLevel() throws {
        let tokeniser = makeTokeniser(try key())
        let value = "\"john \\\" doe\"@example.com"
        let secret = "a\"b\\c-12345"
        let email = tokeniser.tokenise(value).text
        let pass = tokeniser.tokenise("password='\(secret)'").text.dropFirst(10).dropLast()
        let restorer = Restorer(vault: tokeniser.vault)
        let flat = "{ \"to\" : \"\(email)\", \"n\": 1.50, \"p\":\"\(pass)\" }"
        let restored = try JSONParser.parse(try restorer.restoreJSON(Array(flat.utf8), now: 0))
        #expect(restored["to"]?.stringValue == (try restorer.restore(email, now: 0)))
        #expect(restored["p"]?.stringValue == secret)
        let nested = JSONValue.object(["arguments": .string(flat)]).serialized()
        let outer = try JSONParser.parse(try restorer.restoreJSON(nested, now: 0))
        let inner = try JSONParser.parse(Array((outer["arguments"]?.stringValue ?? "").utf8))
        #expect(inner["p"]?.stringValue == secret)
        let plain = Array("{ \"a\" : [1.50, \"x\\u0041\"] }".utf8)
        #expect(try restorer.restoreJSON(plain, now: 0) == plain)
    }

    @Test func expiredAndErasedValuesAreGone() throws {
        let tokeniser = makeTokeniser(try key())
        let jane = tokeniser.tokenise("jane@example.com", subject: "jane").text
        let bob = tokeniser.tokenise("bob@example.com", subject: "bob").text
        let restorer = Restorer(vault: tokeniser.vault)
        #expect(throws: LunaError.self) { try restorer.restore(jane, now: later) }
        #expect(tokeniser.vault.erase(subject: "jane") == 1)
        #expect(throws: LunaError.self) { try restorer.restore(jane, now: 0) }
        #expect(try restorer.restore(bob, now: 0) == "bob@example.com")
        #expect(tokeniser.vault.erase(value: "bob@example.com") == 1)
        #expect(throws: LunaError.self) { try restorer.restore(bob, now: 0) }
    }

    @Test func theVaultIsSealedForItsTenantAndScope() throws {
        let tokeniser = makeTokeniser(try key())
        let token = tokeniser.tokenise("jane@example.com", subject: "jane").text
        var sealed = try tokeniser.vault.sealed(with: try key())
        #expect(!String(decoding: sealed, as: UTF8.self).contains("jane"))
        let opened = try TokenVault(opening: sealed, scope: scope, key: try key())
        #expect(try Restorer(vault: opened).restore(token, now: 0) == "jane@example.com")
        #expect(opened.erase(subject: "jane") == 1)
        #expect(throws: LunaError.self) { try TokenVault(opening: sealed, scope: scope, key: try key(9)) }
        #expect(throws: LunaError.self) {
            try TokenVault(opening: sealed, scope: PrivacyScope(tenant: .local, id: "exec-2"), key: try key())
        }
        sealed[sealed.count / 2] ^= 1
        #expect(throws: LunaError.self) { try TokenVault(opening: sealed, scope: scope, key: try key()) }
    }

    @Test func nothingPrintsWhatTheVaultHolds() throws {
        let tokeniser = makeTokeniser(try key())
        _ = tokeniser.tokenise("jane@example.com")
        var dumped = ""
        dump(tokeniser.vault, to: &dumped)
        dump(try key(), to: &dumped)
        for text in [dumped, "\(tokeniser.vault)", String(reflecting: tokeniser.vault), "\(try key())"] {
            #expect(!text.contains("jane"))
        }
    }

    @Test func policyDecidesPerDestination() throws {
        let text = "jane@example.com has password=\"hunter2!\""
        let tokeniser = makeTokeniser(try key())
        #expect(tokeniser.tokenise(text, for: .local).text.hasPrefix("jane@example.com has password=\"luna_password_"))
        #expect(tokeniser.tokenise(text, for: .log).text == "[EMAIL] has password=\"[PASSWORD]\"")
        #expect(tokeniser.tokenise(text, for: .artifact).text == "jane@example.com has password=\"[PASSWORD]\"")
        let strict = makeTokeniser(try key(), policy: PrivacyPolicy().setting(.drop, for: .email, to: .cloud))
        #expect(strict.tokenise("to jane@example.com.").text == "to .")
        #expect(tokeniser.tokenise(text).counts == [.email: 1, .password: 1])
    }
}
