import LunaCore

/// The metaschemas of JSON Schema 2020-12, as published at json-schema.org, in compact form. They are here because
/// references are never fetched.
enum Metaschemas {
    /// The bundled document with that URI (without fragment).
    static func document(_ uri: String) -> JSONValue? { documents[uri] }

    private static let documents: [String: JSONValue] = {
        var result: [String: JSONValue] = [:]
        for text in texts {
            guard let document = try? JSONParser.parse(text), let uri = document["$id"]?.stringValue else { continue }
            result[uri] = document
        }
        return result
    }()

    private static let texts = [
        #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema.org/draft/2020-12/s\#
        chema","$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true,"https://json-schema.org/d\#
        raft/2020-12/vocab/applicator":true,"https://json-schema.org/draft/2020-12/vocab/unevaluated":true,"http\#
        s://json-schema.org/draft/2020-12/vocab/validation":true,"https://json-schema.org/draft/2020-12/vocab/me\#
        ta-data":true,"https://json-schema.org/draft/2020-12/vocab/format-annotation":true,"https://json-schema.\#
        org/draft/2020-12/vocab/content":true},"$dynamicAnchor":"meta","title":"Core and Validation specificatio\#
        ns meta-schema","allOf":[{"$ref":"meta/core"},{"$ref":"meta/applicator"},{"$ref":"meta/unevaluated"},{"$\#
        ref":"meta/validation"},{"$ref":"meta/meta-data"},{"$ref":"meta/format-annotation"},{"$ref":"meta/conten\#
        t"}],"type":["object","boolean"],"properties":{"definitions":{"type":"object","additionalProperties":{"$\#
        dynamicRef":"#meta"},"deprecated":true,"default":{}},"dependencies":{"type":"object","additionalProperti\#
        es":{"anyOf":[{"$dynamicRef":"#meta"},{"$ref":"meta/validation#/$defs/stringArray"}]},"deprecated":true,\#
        "default":{}},"$recursiveAnchor":{"$ref":"meta/core#/$defs/anchorString","deprecated":true},"$recursiveR\#
        ef":{"$ref":"meta/core#/$defs/uriReferenceString","deprecated":true}}}
        """#,
        #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema.org/draft/2020-12/m\#
        eta/applicator","$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/applicator":true},"$dynamicA\#
        nchor":"meta","title":"Applicator vocabulary meta-schema","type":["object","boolean"],"properties":{"pre\#
        fixItems":{"$ref":"#/$defs/schemaArray"},"items":{"$dynamicRef":"#meta"},"contains":{"$dynamicRef":"#met\#
        a"},"additionalProperties":{"$dynamicRef":"#meta"},"properties":{"type":"object","additionalProperties":\#
        {"$dynamicRef":"#meta"},"default":{}},"patternProperties":{"type":"object","additionalProperties":{"$dyn\#
        amicRef":"#meta"},"propertyNames":{"format":"regex"},"default":{}},"dependentSchemas":{"type":"object","\#
        additionalProperties":{"$dynamicRef":"#meta"},"default":{}},"propertyNames":{"$dynamicRef":"#meta"},"if"\#
        :{"$dynamicRef":"#meta"},"then":{"$dynamicRef":"#meta"},"else":{"$dynamicRef":"#meta"},"allOf":{"$ref":"\#
        #/$defs/schemaArray"},"anyOf":{"$ref":"#/$defs/schemaArray"},"oneOf":{"$ref":"#/$defs/schemaArray"},"not\#
        ":{"$dynamicRef":"#meta"}},"$defs":{"schemaArray":{"type":"array","minItems":1,"items":{"$dynamicRef":"#\#
        meta"}}}}
        """#,
        #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema.org/draft/2020-12/m\#
        eta/content","$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/content":true},"$dynamicAnchor"\#
        :"meta","title":"Content vocabulary meta-schema","type":["object","boolean"],"properties":{"contentEncod\#
        ing":{"type":"string"},"contentMediaType":{"type":"string"},"contentSchema":{"$dynamicRef":"#meta"}}}
        """#,
        #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema.org/draft/2020-12/m\#
        eta/core","$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true},"$dynamicAnchor":"meta\#
        ","title":"Core vocabulary meta-schema","type":["object","boolean"],"properties":{"$id":{"$ref":"#/$defs\#
        /uriReferenceString","pattern":"^[^#]*#?$"},"$schema":{"$ref":"#/$defs/uriString"},"$ref":{"$ref":"#/$de\#
        fs/uriReferenceString"},"$anchor":{"$ref":"#/$defs/anchorString"},"$dynamicRef":{"$ref":"#/$defs/uriRefe\#
        renceString"},"$dynamicAnchor":{"$ref":"#/$defs/anchorString"},"$vocabulary":{"type":"object","propertyN\#
        ames":{"$ref":"#/$defs/uriString"},"additionalProperties":{"type":"boolean"}},"$defs":{"type":"object","\#
        additionalProperties":{"$dynamicRef":"#meta"}}},"$defs":{"anchorString":{"type":"string","pattern":"^[A-\#
        Za-z_][-A-Za-z0-9._]*$"},"uriString":{"type":"string","format":"uri"},"uriReferenceString":{"type":"stri\#
        ng","format":"uri-reference"}}}
        """#,
        #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema.org/draft/2020-12/m\#
        eta/format-annotation","$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/format-annotation":tr\#
        ue},"$dynamicAnchor":"meta","title":"Format vocabulary meta-schema for annotation results","type":["obje\#
        ct","boolean"],"properties":{"format":{"type":"string"}}}
        """#,
        #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema.org/draft/2020-12/m\#
        eta/format-assertion","$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/format-assertion":true\#
        },"$dynamicAnchor":"meta","title":"Format vocabulary meta-schema for assertion results","type":["object"\#
        ,"boolean"],"properties":{"format":{"type":"string"}}}
        """#,
        #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema.org/draft/2020-12/m\#
        eta/meta-data","$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/meta-data":true},"$dynamicAnc\#
        hor":"meta","title":"Meta-data vocabulary meta-schema","type":["object","boolean"],"properties":{"title"\#
        :{"type":"string"},"description":{"type":"string"},"default":true,"deprecated":{"type":"boolean","defaul\#
        t":false},"readOnly":{"type":"boolean","default":false},"writeOnly":{"type":"boolean","default":false},"\#
        examples":{"type":"array","items":true}}}
        """#,
        #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema.org/draft/2020-12/m\#
        eta/unevaluated","$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/unevaluated":true},"$dynami\#
        cAnchor":"meta","title":"Unevaluated applicator vocabulary meta-schema","type":["object","boolean"],"pro\#
        perties":{"unevaluatedItems":{"$dynamicRef":"#meta"},"unevaluatedProperties":{"$dynamicRef":"#meta"}}}
        """#,
        #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema.org/draft/2020-12/m\#
        eta/validation","$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/validation":true},"$dynamicA\#
        nchor":"meta","title":"Validation vocabulary meta-schema","type":["object","boolean"],"properties":{"typ\#
        e":{"anyOf":[{"$ref":"#/$defs/simpleTypes"},{"type":"array","items":{"$ref":"#/$defs/simpleTypes"},"minI\#
        tems":1,"uniqueItems":true}]},"const":true,"enum":{"type":"array","items":true},"multipleOf":{"type":"nu\#
        mber","exclusiveMinimum":0},"maximum":{"type":"number"},"exclusiveMaximum":{"type":"number"},"minimum":{\#
        "type":"number"},"exclusiveMinimum":{"type":"number"},"maxLength":{"$ref":"#/$defs/nonNegativeInteger"},\#
        "minLength":{"$ref":"#/$defs/nonNegativeIntegerDefault0"},"pattern":{"type":"string","format":"regex"},"\#
        maxItems":{"$ref":"#/$defs/nonNegativeInteger"},"minItems":{"$ref":"#/$defs/nonNegativeIntegerDefault0"}\#
        ,"uniqueItems":{"type":"boolean","default":false},"maxContains":{"$ref":"#/$defs/nonNegativeInteger"},"m\#
        inContains":{"$ref":"#/$defs/nonNegativeInteger","default":1},"maxProperties":{"$ref":"#/$defs/nonNegati\#
        veInteger"},"minProperties":{"$ref":"#/$defs/nonNegativeIntegerDefault0"},"required":{"$ref":"#/$defs/st\#
        ringArray"},"dependentRequired":{"type":"object","additionalProperties":{"$ref":"#/$defs/stringArray"}}}\#
        ,"$defs":{"nonNegativeInteger":{"type":"integer","minimum":0},"nonNegativeIntegerDefault0":{"$ref":"#/$d\#
        efs/nonNegativeInteger","default":0},"simpleTypes":{"enum":["array","boolean","integer","null","number",\#
        "object","string"]},"stringArray":{"type":"array","items":{"type":"string"},"uniqueItems":true,"default"\#
        :[]}}}
        """#,
    ]
}
