import LunaCore
import LunaPrivacy
import Testing

@Suite("Log redaction and scan lines")
struct RedactionTests {
    private let redactor = PrivacyRedactor()

    @Test func findsAreMaskedByType() {
        #expect(redactor.redact("mail jane@example.com from 203.0.113.9") == "mail [EMAIL] from [IP_ADDRESS]")
        #expect(redactor.redact("nothing to see at 12:34:56") == "nothing to see at 12:34:56")
        #expect(redactor.redact("") == "")
    }

    @Test func keysOfMetadataAreContext() {
        #expect(redactor.redact("hunter", key: "db_password") == "[SECRET]")
        #expect(redactor.redact("abc", key: "Authorization") == "[SECRET]")
        #expect(redactor.redact("536904399", key: "ssn") == "[US_SSN]")
        #expect(redactor.redact("536904399", key: "bytes") == "536904399")
        #expect(redactor.redact("1200", key: "prompt_tokens") == "1200")
    }

    @Test func noMarkedValueOfTheSetSurvives() {
        for item in Corpus.positives {
            let out = redactor.redact(item.text)
            let scalars = Array(item.text.unicodeScalars)
            for mark in item.marks where mark.type != .person && mark.end - mark.start >= 8 {
                #expect(!out.contains(String(String.UnicodeScalarView(scalars[mark.start..<mark.end]))))
            }
        }
    }

    @Test func aLineIsAnsweredWithScalarOffsets() {
        let line = "{\"id\":\"a1\",\"text\":\"👩‍👩‍👧 e\\u0301\\r\\n jane@example.com\"}"
        #expect(ScanLine().answer(line) == "{\"id\":\"a1\",\"spans\":[{\"end\":27,\"start\":11,\"type\":\"EMAIL\"}]}")
        #expect(ScanLine().answer("{\"id\":7,\"text\":\"\"}") == "{\"id\":7,\"spans\":[]}")
    }

    @Test(arguments: ["", "x", "[]", "{\"id\":1}", "{\"id\":1,\"text\":5}", "{\"id\":1,\"text\":\"a\""])
    func aBadLineIsAnsweredWithAnError(line: String) throws {
        let answer = try JSONParser.parse(Array(ScanLine().answer(line).utf8))
        #expect(answer["error"]?.stringValue?.isEmpty == false)
        #expect(answer["spans"] == nil)
    }
}
