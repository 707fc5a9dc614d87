import LunaCore
import LunaSchema
import Testing

/// One schema with instances that it accepts and refuses.
struct KeywordCase: CustomTestStringConvertible, Sendable {
    let schema: String
    let good: [String]
    let bad: [String]
    init(_ schema: String, good: [String], bad: [String]) {
        self.schema = schema
        self.good = good
        self.bad = bad
    }
    var testDescription: String { schema }
}

@Suite struct KeywordTests {
    static let cases: [KeywordCase] = [
        // Validation
        .init("true", good: ["1", "{}"], bad: []),
        .init("false", good: [], bad: ["1", "null"]),
        .init("{}", good: ["null", "[]"], bad: []),
        .init(
            #"{"type":"integer"}"#, good: ["1", "1.0", "1e3", "-0.0", "1e400"], bad: ["1.5", "\"1\"", "true", "null"]),
        .init(#"{"type":"number"}"#, good: ["1", "1.5"], bad: ["\"1\"", "[]"]),
        .init(#"{"type":["null","boolean"]}"#, good: ["null", "false"], bad: ["0", "{}"]),
        .init(
            #"{"enum":[1,"a",[true],{"x":0}]}"#, good: ["1.0", "\"a\"", "[true]", #"{"x":0.0}"#],
            bad: ["[1]", "true", "{}"]),
        .init(#"{"enum":[false,0]}"#, good: ["false", "0", "-0"], bad: ["null", "\"\"", "[0]"]),
        .init(#"{"const":{"a":[1,null]}}"#, good: [#"{"a":[1.0,null]}"#], bad: [#"{"a":[1]}"#, "null"]),
        .init("{\"const\":\"\u{E9}\"}", good: ["\"\u{E9}\"", "\"\\u00e9\""], bad: ["\"e\u{301}\""]),
        .init(#"{"multipleOf":0.01}"#, good: ["4.02", "1e308", "0", "-0.07"], bad: ["0.001", "0.075"]),
        .init(#"{"multipleOf":0.123456789}"#, good: ["\"x\""], bad: ["1e308"]),
        .init(#"{"maximum":9007199254740992}"#, good: ["9007199254740992"], bad: ["9007199254740993"]),
        .init(#"{"minimum":-0.1}"#, good: ["-0.1", "0"], bad: ["-0.100000000000000000001"]),
        .init(#"{"exclusiveMinimum":0,"exclusiveMaximum":1}"#, good: ["0.5", "1e-300"], bad: ["0", "1", "-1", "2"]),
        .init(
            #"{"minLength":2,"maxLength":3.0}"#, good: ["\"ab\"", "\"\u{1F600}\u{1F600}\"", "1"],
            bad: ["\"a\"", "\"abcd\"", "\"\u{1F600}\""]),
        .init("{\"maxLength\":1}", good: ["\"\u{E9}\""], bad: ["\"e\u{301}\""]),
        .init(#"{"pattern":"^a+$"}"#, good: ["\"aa\"", "5"], bad: ["\"ba\"", "\"\"", "\"a\\n\""]),
        .init(#"{"minItems":1,"maxItems":2}"#, good: ["[1]", "[1,2]", "{}"], bad: ["[]", "[1,2,3]"]),
        .init(
            #"{"uniqueItems":true}"#, good: ["[1,true,\"1\",[1],null,0,false]", "[{\"a\":1},{\"a\":2}]"],
            bad: ["[1,1.0]", "[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1}]", "[[0],[-0]]"]),
        .init(#"{"minProperties":1,"maxProperties":1}"#, good: ["{\"a\":1}", "[]"], bad: ["{}", "{\"a\":1,\"b\":1}"]),
        .init(#"{"required":["a","__proto__"]}"#, good: [#"{"a":null,"__proto__":1}"#, "1"], bad: [#"{"a":1}"#]),
        .init("{\"required\":[\"\u{E9}\"]}", good: ["{\"\u{E9}\":1}"], bad: ["{\"e\u{301}\":1}"]),
        .init(
            #"{"dependentRequired":{"a":["b","c"]}}"#, good: ["{}", #"{"a":1,"b":1,"c":1}"#, #"{"b":1}"#],
            bad: [#"{"a":1,"b":1}"#]),
        // Applicators
        .init(#"{"allOf":[{"minimum":1},{"maximum":3}]}"#, good: ["2", "\"x\""], bad: ["0", "4"]),
        .init(#"{"anyOf":[{"type":"string"},{"minimum":3}]}"#, good: ["\"x\"", "3", "null"], bad: ["2"]),
        .init(#"{"oneOf":[{"multipleOf":2},{"multipleOf":3}]}"#, good: ["2", "9"], bad: ["6", "7"]),
        .init(#"{"not":{"type":"null"}}"#, good: ["0"], bad: ["null"]),
        .init(
            #"{"if":{"minimum":10},"then":{"multipleOf":10},"else":{"multipleOf":2}}"#, good: ["20", "4"],
            bad: ["15", "3"]),
        .init(#"{"then":false,"else":false}"#, good: ["1"], bad: []),
        .init(#"{"dependentSchemas":{"a":{"required":["b"]}}}"#, good: ["{}", #"{"a":1,"b":1}"#], bad: [#"{"a":1}"#]),
        .init(
            #"{"prefixItems":[{"type":"string"}],"items":{"type":"number"}}"#, good: ["[]", "[\"a\"]", "[\"a\",1,2]"],
            bad: ["[1]", "[\"a\",\"b\"]"]),
        .init(#"{"prefixItems":[true],"items":false}"#, good: ["[1]", "[]"], bad: ["[1,2]"]),
        .init(#"{"contains":{"const":1}}"#, good: ["[0,1]", "{}"], bad: ["[]", "[0]"]),
        .init(
            #"{"contains":{"const":1},"minContains":2,"maxContains":3}"#, good: ["[1,1]", "[1,0,1,1]"],
            bad: ["[1]", "[1,1,1,1]"]),
        .init(#"{"contains":{"const":1},"minContains":0}"#, good: ["[]", "[0]"], bad: []),
        .init(#"{"minContains":2}"#, good: ["[]"], bad: []),
        .init(
            #"{"properties":{"a":{"type":"string"}},"patternProperties":{"^x-":{"type":"number"}},"additionalProperties":false}"#,
            good: [#"{"a":"1","x-1":1}"#, "{}"], bad: [#"{"a":1}"#, #"{"x-1":""}"#, #"{"b":1}"#]),
        .init(#"{"propertyNames":{"maxLength":2}}"#, good: [#"{"ab":1}"#], bad: [#"{"abc":1}"#]),
        .init("{\"properties\":{\"\u{E9}\":false}}", good: ["{\"e\u{301}\":1}"], bad: ["{\"\u{E9}\":1}"]),
        // Unevaluated
        .init(
            #"{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false}"#, good: [#"{"a":1}"#],
            bad: [#"{"b":1}"#]),
        .init(
            #"{"anyOf":[{"properties":{"a":{"const":1}},"required":["a"]},{"properties":{"b":true},"required":["b"]}],"unevaluatedProperties":false}"#,
            good: [#"{"a":1,"b":2}"#, #"{"b":2}"#], bad: [#"{"a":2,"b":2}"#]),
        .init(
            #"{"not":{"not":{"properties":{"a":true}}},"unevaluatedProperties":false}"#, good: ["{}"],
            bad: [#"{"a":1}"#]),
        .init(
            #"{"allOf":[{"properties":{"a":true}},{"unevaluatedProperties":false}]}"#, good: ["{}"], bad: [#"{"a":1}"#]),
        .init(
            #"{"prefixItems":[true],"contains":{"type":"string"},"unevaluatedItems":false}"#,
            good: [#"[1,"a"]"#, #"["a"]"#], bad: [#"[1,"a",2]"#]),
        .init(
            #"{"if":{"prefixItems":[{"const":1}]},"then":{"prefixItems":[true,true]},"unevaluatedItems":{"type":"null"}}"#,
            good: ["[1,2,null]", "[]"], bad: ["[1,2,3]", "[2]"]),
        .init(#"{"unevaluatedProperties":{"type":"number"}}"#, good: [#"{"a":1}"#], bad: [#"{"a":""}"#]),
        // References
        .init(
            ##"{"$ref":"#/$defs/a~1b%25","$defs":{"a/b%":{"type":"null"}},"maxLength":1}"##, good: ["null"], bad: ["1"]),
        .init(
            ##"{"properties":{"next":{"$ref":"#"}},"additionalProperties":false}"##, good: [#"{"next":{"next":{}}}"#],
            bad: [#"{"next":{"x":1}}"#]),
        .init(
            ##"{"$id":"http://x.test/a/b","$ref":"c","$defs":{"c":{"$id":"c","$ref":"#d","$defs":{"d":{"$anchor":"d","type":"array"}}}}}"##,
            good: ["[]"], bad: ["{}"]),
        .init(
            ##"{"$id":"urn:uuid:deadbeef-1234-00ff-ff00-4321feebdaed","items":{"$ref":"#/$defs/x"},"$defs":{"x":{"type":"null"}}}"##,
            good: ["[null]"], bad: ["[1]"]),
        .init(##"{"$ref":"#/unknown/deep","unknown":{"deep":{"type":"string"}}}"##, good: ["\"\""], bad: ["1"]),
        .init(
            ##"{"enum":[{"$id":"http://x.test/e","type":"null"},1],"anyOf":[{"$ref":"http://x.test/r"},true],"$defs":{"r":{"$id":"http://x.test/r","type":"null"}}}"##,
            good: ["1"], bad: ["2"]),
        .init(
            ##"{"$id":"http://x.test/strict","$dynamicAnchor":"node","$ref":"tree","unevaluatedProperties":false,"$defs":{"t":{"$id":"tree","$dynamicAnchor":"node","properties":{"data":true,"children":{"items":{"$dynamicRef":"#node"}}}}}}"##,
            good: [#"{"children":[{"data":1}]}"#], bad: [#"{"children":[{"daat":1}]}"#]),
        .init(
            #"{"$ref":"https://json-schema.org/draft/2020-12/schema"}"#,
            good: ["true", #"{"minLength":1,"items":{}}"#],
            bad: [#"{"minLength":-1}"#, "1", #"{"properties":{"a":{"type":"x"}}}"#]),
        // What is no assertion in 2020-12
        .init(#"{"format":"ipv4"}"#, good: ["\"x\""], bad: []),
        .init(
            #"{"contentMediaType":"application/json","contentEncoding":"base64","contentSchema":false}"#,
            good: ["\"{:}\""], bad: []),
        .init(
            #"{"dependencies":{"a":["b"]},"additionalItems":false,"items":true}"#, good: [#"{"a":1}"#, "[1]"], bad: []),
        .init(
            #"{"title":"t","default":5,"examples":[1],"deprecated":true,"$comment":"x","type":"string"}"#,
            good: ["\"\""], bad: ["5"]),
        // Older dialects by `$schema`
        .init(
            ##"{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}],"additionalItems":false,"dependencies":{"a":["b"]}}"##,
            good: ["[\"a\"]", "{}"], bad: ["[1]", "[\"a\",1]", #"{"a":1}"#]),
        .init(
            #"{"$schema":"https://json-schema.org/draft/2019-09/schema","prefixItems":[false],"items":[{"const":1}]}"#,
            good: ["[1,2]"], bad: ["[2]"]),
    ]

    @Test(arguments: cases)
    func decides(_ item: KeywordCase) throws {
        let schema = try JSONSchema(JSONParser.parse(item.schema))
        for text in item.good {
            let violations = schema.validate(try JSONParser.parse(text))
            #expect(violations.isEmpty, "\(text) is valid")
            #expect(schema.isValid(try JSONParser.parse(text)))
        }
        for text in item.bad {
            let violations = schema.validate(try JSONParser.parse(text))
            #expect(!violations.isEmpty, "\(text) is not valid")
            #expect(violations.allSatisfy { !$0.message.isEmpty && !$0.schemaPath.isEmpty })
        }
    }

    @Test(arguments: [
        (#"{"type":"text"}"#, "type"), (#"{"type":[]}"#, "type"), (#"{"minLength":-1}"#, "minLength"),
        (#"{"minLength":1.5}"#, "minLength"), (#"{"multipleOf":0}"#, "multipleOf"), (#"{"required":"a"}"#, "required"),
        (#"{"required":[1]}"#, "required"), (#"{"allOf":[]}"#, "allOf"), (#"{"properties":[]}"#, "properties"),
        (#"{"pattern":"("}"#, "not closed"), (#"{"patternProperties":{"[":true}}"#, "not closed"),
        (#"{"items":5}"#, "#/items"), (#"{"properties":{"a":{"maximum":"3"}}}"#, "#/properties/a/maximum"),
        (##"{"$ref":"#/$defs/nothing"}"##, "points to nothing"), (##"{"$ref":"#nothing"}"##, "points to nothing"),
        (#"{"$ref":"http://x.test/other"}"#, "never fetched"), (##"{"$ref":"#"}"##, "refers to itself"),
        (
            ##"{"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"allOf":[{"$ref":"#/$defs/a"}]}}}"##,
            "refers to itself"
        ),
        (#"{"pattern":"(a)\\1"}"#, "back-references"), ("5", "true or false"), (#"{"uniqueItems":1}"#, "uniqueItems"),
    ])
    func refusesSchemasThatCannotWork(_ text: String, _ hint: String) throws {
        let value = try JSONParser.parse(text)
        let error = try #require(throws: LunaError.self) { try JSONSchema(value) }
        #expect(error.errorClass == .validation)
        #expect(error.message.contains(hint), "\(error.message)")
    }
}
