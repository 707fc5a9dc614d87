import LunaCore

/// The keywords that a schema resource may use: what `$schema` says (JSON Schema 2020-12 core, §8.1).
struct Dialect: Sendable, Equatable {
    /// Vocabularies of 2020-12.
    struct Vocabularies: OptionSet, Sendable {
        let rawValue: Int
        static let core = Vocabularies(rawValue: 1)
        static let applicator = Vocabularies(rawValue: 2)
        static let unevaluated = Vocabularies(rawValue: 4)
        static let validation = Vocabularies(rawValue: 8)
        static let metaData = Vocabularies(rawValue: 16)
        static let formatAnnotation = Vocabularies(rawValue: 32)
        static let formatAssertion = Vocabularies(rawValue: 64)
        static let content = Vocabularies(rawValue: 128)
    }
    /// Older drafts are understood as targets of references and for schemas that people already have.
    enum Version: Int, Sendable, Comparable {
        case draft6, draft7, v2019, v2020
        static func < (a: Version, b: Version) -> Bool { a.rawValue < b.rawValue }
    }

    var version: Version
    var vocabularies: Vocabularies

    static let standard = Dialect(
        version: .v2020,
        vocabularies: [.core, .applicator, .unevaluated, .validation, .metaData, .formatAnnotation, .content])

    static let standardURI = "https://json-schema.org/draft/2020-12/schema"

    /// The dialects that need no metaschema to be known, by URI without fragment.
    static let known: [String: Dialect] = [
        standardURI: standard,
        "https://json-schema.org/draft/2019-09/schema": Dialect(version: .v2019, vocabularies: standard.vocabularies),
        "http://json-schema.org/draft-07/schema": Dialect(
            version: .draft7, vocabularies: [.core, .applicator, .validation, .metaData, .formatAnnotation, .content]),
        "http://json-schema.org/draft-06/schema": Dialect(
            version: .draft6, vocabularies: [.core, .applicator, .validation, .metaData, .formatAnnotation]),
    ]

    private static let names: [String: Vocabularies] = [
        "core": .core, "applicator": .applicator, "unevaluated": .unevaluated, "validation": .validation,
        "meta-data": .metaData, "format-annotation": .formatAnnotation, "format-assertion": .formatAssertion,
        "format": .formatAnnotation, "content": .content,
    ]

    /// The dialect that the metaschema `metaschema` describes with `$vocabulary`.
    /// - Throws: `schema.unknown_vocabulary` when it requires one that we do not know, as the specification demands.
    init(metaschema: JSONValue, uri: String) throws {
        version = .v2020
        vocabularies = Dialect.standard.vocabularies
        guard let listed = metaschema["$vocabulary"]?.objectValue else { return }
        vocabularies = .core
        for (name, isRequired) in listed {
            let known = [
                "https://json-schema.org/draft/2020-12/vocab/", "https://json-schema.org/draft/2019-09/vocab/",
            ]
            .first { name.hasPrefix($0) }
            .flatMap { Dialect.names[String(name.dropFirst($0.count))] }
            if name.hasPrefix("https://json-schema.org/draft/2019-09/") { version = .v2019 }
            if let known {
                vocabularies.insert(known)
            } else if isRequired.boolValue != false {
                throw LunaError(
                    "schema.unknown_vocabulary", .validation,
                    "The metaschema \(uri) requires the vocabulary \(name), which is not known here; "
                        + "use the standard vocabularies of JSON Schema 2020-12.",
                    details: ["vocabulary": name])
            }
        }
    }

    init(version: Version, vocabularies: Vocabularies) {
        self.version = version
        self.vocabularies = vocabularies
    }

    /// How a keyword holds schemas.
    enum Shape { case one, list, map, oneOrList }

    /// The keyword's shape when it holds schemas in this dialect.
    func shape(of keyword: String) -> Shape? {
        switch keyword {
        // `definitions` is no keyword any more, but the standard metaschema still describes it as a place of schemas.
        case "$defs", "definitions": .map
        case "allOf", "anyOf", "oneOf": has(.applicator) ? .list : nil
        case "prefixItems": has(.applicator) && version >= .v2020 ? .list : nil
        case "items": has(.applicator) ? (version >= .v2020 ? .one : .oneOrList) : nil
        case "not", "if", "then", "else", "contains", "additionalProperties", "propertyNames":
            has(.applicator) ? .one : nil
        case "additionalItems": has(.applicator) && version < .v2020 ? .one : nil
        case "properties", "patternProperties": has(.applicator) ? .map : nil
        case "dependentSchemas": has(.applicator) && version >= .v2019 ? .map : nil
        case "dependencies": has(.applicator) && version <= .draft7 ? .map : nil
        case "unevaluatedItems", "unevaluatedProperties": has(.unevaluated) ? .one : nil
        case "contentSchema": has(.content) && version >= .v2019 ? .one : nil
        default: nil
        }
    }

    func has(_ vocabulary: Vocabularies) -> Bool { vocabularies.contains(vocabulary) }
}
