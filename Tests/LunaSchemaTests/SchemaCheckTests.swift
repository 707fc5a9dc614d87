import LunaCore
import LunaSchema
import Testing

@Suite struct SchemaCheckTests {
    private func answer(_ line: String) -> String {
        String(decoding: SchemaCheck().answer(Array(line.utf8)), as: UTF8.self)
    }

    @Test func answersEachLine() {
        #expect(answer(#"{"id":7,"schema":{"type":"null"},"instance":null}"#) == #"{"errors":[],"id":7,"valid":true}"#)
        #expect(
            answer(#"{"id":"x","schema":{"type":"null"},"instance":[1]}"#)
                == ##"{"errors":[{"instancePath":"","keyword":"type","message":"[1] is not of type null.","schemaPath":"#/type"}],"id":"x","valid":false}"##
        )
    }

    @Test func takesDocumentsForReferences() {
        let line =
            #"{"id":1,"schema":{"$ref":"http://x.test/n"},"instance":5,"documents":{"http://x.test/n":{"type":"number"}}}"#
        #expect(answer(line) == #"{"errors":[],"id":1,"valid":true}"#)
    }

    @Test(arguments: [
        ("not json", "null"), ("", "null"), ("[]", "null"), (#"{"id":3}"#, "3"),
        (#"{"id":4,"schema":{"type":1},"instance":0}"#, "4"),
        (#"{"schema":{"$ref":"http://x.test/gone"},"instance":0}"#, "null"),
    ])
    func explainsLinesThatCannotBeUsed(_ line: String, _ id: String) throws {
        let result = try JSONParser.parse(answer(line))
        #expect(result["valid"] == .null)
        #expect(result["id"]?.text(pretty: false) == id)
        #expect(result["error"]?.stringValue?.isEmpty == false)
    }
}
