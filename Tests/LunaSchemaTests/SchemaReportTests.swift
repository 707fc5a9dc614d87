import LunaCore
import LunaSchema
import Testing

@Suite struct SchemaReportTests {
    private func violations(_ schema: String, _ instance: String, documents: [String: JSONValue] = [:]) throws
        -> [SchemaViolation]
    {
        try JSONSchema(JSONParser.parse(schema), documents: documents).validate(JSONParser.parse(instance))
    }

    @Test func namesEveryFaultWithPlaceAndCure() throws {
        let found = try violations(
            #"{"properties":{"age":{"type":"integer","minimum":0},"na/me":{"minLength":2}},"required":["id"],"additionalProperties":false}"#,
            #"{"age":-5,"na/me":"x","extra":1}"#)
        #expect(found.map(\.instancePath) == ["", "/age", "/extra", "/na~1me"])
        #expect(found.map(\.keyword) == ["required", "minimum", "additionalProperties", "minLength"])
        #expect(found.map(\.schemaPath)[1...].first == "#/properties/age/minimum")
        #expect(found[0].message == #"The member "id" is missing."#)
        #expect(found[1].message == "-5 is below the minimum of 0.")
        #expect(found[2].message.contains("Known: age, na/me"))
    }

    @Test func saysWhyNoAlternativeMatches() throws {
        let found = try violations(
            #"{"items":{"anyOf":[{"type":"string"},{"properties":{"a":{"maximum":3}},"type":"object"}]}}"#,
            #"[{"a":5}]"#)
        #expect(found.count == 1)
        #expect(found[0].instancePath == "/0")
        #expect(found[0].message.contains("not of type string"))
        #expect(found[0].message.contains("at /a: 5 is above the maximum of 3"))
    }

    @Test func namesTheDocumentOfAForeignSchema() throws {
        let documents: [String: JSONValue] = ["http://x.test/id.json": ["$defs": ["id": ["type": "integer"]]]]
        let found = try violations(#"{"$ref":"http://x.test/id.json#/$defs/id"}"#, "\"a\"", documents: documents)
        #expect(found.map(\.schemaPath) == ["http://x.test/id.json#/$defs/id/type"])
    }

    @Test func aCustomMetaschemaSwitchesVocabulariesOff() throws {
        let metaschema: JSONValue = [
            "$id": "http://x.test/meta",
            "$vocabulary": [
                "https://json-schema.org/draft/2020-12/vocab/core": true,
                "https://json-schema.org/draft/2020-12/vocab/applicator": true, "http://x.test/vocab/other": false,
            ],
        ]
        let schema = #"{"$schema":"http://x.test/meta","properties":{"a":{"minimum":10},"b":false}}"#
        #expect(try violations(schema, #"{"a":1}"#, documents: ["http://x.test/meta": metaschema]).isEmpty)
        #expect(try !violations(schema, #"{"b":1}"#, documents: ["http://x.test/meta": metaschema]).isEmpty)
        let demanding: JSONValue = ["$vocabulary": ["http://x.test/vocab/other": true]]
        #expect { try violations(schema, "1", documents: ["http://x.test/meta": demanding]) } throws: {
            ($0 as? LunaError)?.code == "schema.unknown_vocabulary"
        }
    }

    @Test func reportsOnlySoMany() throws {
        let schema = try JSONSchema(["items": ["type": "string"]], options: .init(maxViolations: 5))
        #expect(schema.validate(.array(Array(repeating: 1, count: 1_000))).count == 5)
    }

    // MARK: Hostile schemas and instances

    @Test func exponentialSchemasEnd() throws {
        var definitions: [String: JSONValue] = ["a0": ["type": "string"]]
        for level in 1...60 {
            let below: JSONValue = ["$ref": .string("#/$defs/a\(level - 1)")]
            definitions["a\(level)"] = ["anyOf": [["allOf": [below, below]], ["allOf": [below, below]]]]
        }
        let schema = try JSONSchema(
            ["$ref": "#/$defs/a60", "$defs": .object(definitions)], options: .init(maxSteps: 100_000))
        let found = schema.validate(1)
        #expect(found.count == 1)
        #expect(found[0].message.contains("stopped"))
    }

    @Test(arguments: [
        ##"{"anyOf":[{"$ref":"#"},{"type":"null"}]}"##, ##"{"not":{"$ref":"#"}}"##,
        ##"{"$dynamicAnchor":"x","$dynamicRef":"#x"}"##, ##"{"if":{"$ref":"#"},"then":true}"##,
    ])
    func endlessRecursionIsAViolation(_ text: String) throws {
        let found = try violations(text, "1")
        #expect(found.count == 1)
        #expect(found[0].message.contains("itself") || found[0].message.contains("levels deep"))
    }

    @Test(arguments: [
        (##"{"$dynamicAnchor":"n","anyOf":[{"items":{"allOf":[{"$dynamicRef":"#n"}]}},{"type":"null"}]}"##, "[", "]"),
        (##"{"properties":{"a":{"$ref":"#"}}}"##, #"{"a":"#, "}"),
        (##"{"additionalProperties":{"$ref":"#"}}"##, #"{"a":"#, "}"),
        (##"{"unevaluatedProperties":{"oneOf":[{"$ref":"#"}]}}"##, #"{"a":"#, "}"),
        (##"{"contains":{"not":{"not":{"$ref":"#"}}},"unevaluatedItems":{"$ref":"#"}}"##, "[", "]"),
    ])
    func deepInstancesDoNotEndTheProcess(_ text: String, _ open: String, _ close: String) async throws {
        let schema = try JSONSchema(JSONParser.parse(text), options: .init(maxSteps: 1_000_000))
        let nested = String(repeating: open, count: 990) + "0" + String(repeating: close, count: 990)
        let deep = try JSONParser.parse(nested, limits: JSONLimits(maxDepth: 1_000))
        // On a thread of the pool, whose stack is the smaller one.
        let found = await Task.detached { schema.validate(deep) }.value
        #expect(found.count == 1 && found[0].message.contains("stopped"))
        // What the parser accepts by default is no problem.
        let usual = try JSONParser.parse(
            String(repeating: open, count: 120) + "null" + String(repeating: close, count: 120))
        #expect(schema.validate(usual).allSatisfy { !$0.message.contains("levels deep") })
    }

    @Test func hostilePatternsTakeLinearTime() throws {
        let schema = try JSONSchema(["pattern": "^(a|aa)+(a*)*(.*.*)*=x$"])
        #expect(!schema.isValid(.string(String(repeating: "a", count: 20_000))))
        // States × characters can still be a lot of work; the budget ends it.
        let greedy = try JSONSchema(["pattern": "(x{0,500}y{0,500}){20}z"], options: .init(maxSteps: 100_000))
        let found = greedy.validate(.string(String(repeating: "xy", count: 20_000)))
        #expect(found.count == 1 && found[0].message.contains("stopped"))
    }
}
