import LunaCore

/// Compiles the keywords of one schema object. A keyword with a value of the wrong kind is an error, because a rule
/// that is silently not applied is worse than a schema that is refused.
struct KeywordCompiler {
    let value: JSONValue
    let location: SchemaRegistry.Location
    let resource: Int
    let dialect: Dialect
    private var members: [String: JSONValue] = [:]

    init(value: JSONValue, location: SchemaRegistry.Location, resource: Int, dialect: Dialect) {
        self.value = value
        self.location = location
        self.resource = resource
        self.dialect = dialect
    }

    mutating func compile(_ compiler: inout SchemaCompiler) throws -> SchemaNode {
        var node = SchemaNode(location: compiler.registry.name(of: location), resource: resource)
        switch value {
        case .bool(true): return node
        case .bool(false):
            node.steps = [.never]
            return node
        case .object(let members): self.members = members
        default:
            throw LunaError(
                "schema.invalid", .validation,
                "The schema at \(node.location) must be an object, true or false, not \(Excerpt.of(value)).",
                details: ["location": node.location])
        }
        // Up to draft-07 `$ref` hid everything beside it.
        if dialect.version <= .draft7, let reference = try string("$ref") {
            node.steps = [.reference(try compiler.reference(reference, in: resource), keyword: "$ref")]
            return node
        }
        if dialect.has(.validation) {
            try addAnyTypeRules(&node)
            if let rules = try numberRules() { node.steps.append(.number(rules)) }
        }
        if let rules = try stringRules(compiler.options) { node.steps.append(.string(rules)) }
        if let rules = try arrayRules(&compiler) { node.steps.append(.array(rules)) }
        if let rules = try objectRules(&compiler) { node.steps.append(.object(rules)) }
        try addReferences(&node, &compiler)
        if dialect.has(.applicator) { try addApplicators(&node, &compiler) }
        if dialect.has(.unevaluated), dialect.version >= .v2019 {
            if let rest = try one("unevaluatedItems", &compiler) { node.steps.append(.unevaluatedItems(rest)) }
            if let rest = try one("unevaluatedProperties", &compiler) {
                node.steps.append(.unevaluatedProperties(rest))
            }
            node.tracksEvaluated = members["unevaluatedItems"] != nil || members["unevaluatedProperties"] != nil
        }
        return node
    }

    // MARK: Values of keywords

    private func wrong(_ keyword: String, _ expected: String) -> LunaError {
        let place = "\(location.document == 0 ? "#" : "")\(location.pointer)/\(JSONPointer.escaped(keyword))"
        return LunaError(
            "schema.invalid", .validation,
            "'\(keyword)' at \(place) must be \(expected), not \(Excerpt.of(members[keyword] ?? .null)).",
            details: ["location": place, "keyword": keyword])
    }

    private func string(_ keyword: String) throws -> String? {
        guard let value = members[keyword] else { return nil }
        guard let text = value.stringValue else { throw wrong(keyword, "a string") }
        return text
    }

    private func number(_ keyword: String) throws -> JSONNumber? {
        guard let value = members[keyword] else { return nil }
        guard let number = value.numberValue else { throw wrong(keyword, "a number") }
        return number
    }

    /// A length or count: a whole number from 0; more than any count can reach is the same as the greatest one.
    private func count(_ keyword: String) throws -> Int? {
        guard let number = try number(keyword) else { return nil }
        guard number.isInteger, number >= JSONNumber(0) else { throw wrong(keyword, "a whole number of at least 0") }
        return number.int64.flatMap { Int(exactly: $0) } ?? Int.max
    }

    private func strings(_ value: JSONValue, _ keyword: String) throws -> [String] {
        guard let names = value.arrayValue?.map(\.stringValue), !names.contains(nil) else {
            throw wrong(keyword, "an array of strings")
        }
        return names.compactMap { $0 }
    }

    private func object(_ keyword: String) throws -> [(String, JSONValue)] {
        guard let value = members[keyword] else { return [] }
        guard let entries = value.objectValue else { throw wrong(keyword, "an object") }
        return entries.sorted { $0.key < $1.key }
    }

    // MARK: Subschemas

    private func place(_ keyword: String) -> SchemaRegistry.Location { location.appending(keyword) }

    private func one(_ keyword: String, _ compiler: inout SchemaCompiler) throws -> Int? {
        guard let value = members[keyword] else { return nil }
        return compiler.node(value, at: place(keyword), in: resource)
    }

    private func list(_ keyword: String, _ compiler: inout SchemaCompiler) throws -> [Int]? {
        guard let value = members[keyword] else { return nil }
        guard let schemas = value.arrayValue, !schemas.isEmpty else {
            throw wrong(keyword, "an array of at least one schema")
        }
        return schemas.enumerated().map { compiler.node($1, at: place(keyword).appending("\($0)"), in: resource) }
    }

    // MARK: Groups of keywords

    private func addAnyTypeRules(_ node: inout SchemaNode) throws {
        if let value = members["type"] {
            let names = try value.stringValue.map { [$0] } ?? (value.arrayValue != nil ? strings(value, "type") : [])
            let masks = names.map { name in TypeMask.names.first { $0.0 == name }?.1 }
            guard !masks.contains(nil), !masks.isEmpty else {
                throw wrong("type", "one or more of " + TypeMask.names.map(\.0).joined(separator: ", "))
            }
            node.steps.append(.type(masks.reduce(into: []) { $0.formUnion($1 ?? []) }))
        }
        if let value = members["const"] { node.steps.append(.constant(value)) }
        if let value = members["enum"] {
            guard let values = value.arrayValue else { throw wrong("enum", "an array") }
            node.steps.append(.enumeration(Enumeration(values)))
        }
    }

    private func numberRules() throws -> NumberRules? {
        let multiple = try number("multipleOf")
        if let multiple, !(multiple > JSONNumber(0)) { throw wrong("multipleOf", "a number above 0") }
        let rules = NumberRules(
            multipleOf: multiple, maximum: try number("maximum"), exclusiveMaximum: try number("exclusiveMaximum"),
            minimum: try number("minimum"), exclusiveMinimum: try number("exclusiveMinimum"))
        let all = [rules.multipleOf, rules.maximum, rules.exclusiveMaximum, rules.minimum, rules.exclusiveMinimum]
        return all.contains { $0 != nil } ? rules : nil
    }

    private func stringRules(_ options: JSONSchema.Options) throws -> StringRules? {
        var least: Int?
        var most: Int?
        var pattern: Pattern?
        if dialect.has(.validation) {
            least = try count("minLength")
            most = try count("maxLength")
            pattern = try string("pattern").map { try compilePattern($0, "pattern") }
        }
        var format: Format?
        let asserts = dialect.has(.formatAssertion) || (dialect.has(.formatAnnotation) && options.assertsFormat)
        if let name = try string("format"), asserts { format = Format(rawValue: name) }
        guard least != nil || most != nil || pattern != nil || format != nil else { return nil }
        return StringRules(minLength: least, maxLength: most, pattern: pattern, format: format)
    }

    private func compilePattern(_ source: String, _ keyword: String) throws -> Pattern {
        do {
            return try Pattern(source)
        } catch {
            throw LunaError(
                "schema.invalid", .validation,
                "'\(keyword)' at \(location.pointer.isEmpty ? "the root" : location.pointer): "
                    + LunaError.wrapping(error).message,
                details: ["location": location.pointer, "keyword": keyword])
        }
    }

    private func arrayRules(_ compiler: inout SchemaCompiler) throws -> ArrayRules? {
        var least: Int?
        var most: Int?
        var isUnique = false
        if dialect.has(.validation) {
            least = try count("minItems")
            most = try count("maxItems")
            if let value = members["uniqueItems"] {
                guard let flag = value.boolValue else { throw wrong("uniqueItems", "true or false") }
                isUnique = flag
            }
        }
        var prefix: [Int] = []
        var rest: Int?
        var contains: ArrayRules.Contains?
        var prefixKeyword = "prefixItems"
        var restKeyword = "items"
        if dialect.has(.applicator) {
            if dialect.version >= .v2020 {
                prefix = try list("prefixItems", &compiler) ?? []
                rest = try one("items", &compiler)
            } else if let schemas = members["items"]?.arrayValue {
                prefixKeyword = "items"
                restKeyword = "additionalItems"
                prefix = schemas.enumerated().map {
                    compiler.node($1, at: place("items").appending("\($0)"), in: resource)
                }
                rest = try one("additionalItems", &compiler)
            } else {
                rest = try one("items", &compiler)
            }
            if let node = try one("contains", &compiler) {
                let counts = dialect.has(.validation) && dialect.version >= .v2019
                contains = ArrayRules.Contains(
                    node: node, least: counts ? try count("minContains") ?? 1 : 1,
                    most: counts ? try count("maxContains") : nil, marksEvaluated: dialect.version >= .v2020)
            }
        }
        let isEmpty = least == nil && most == nil && !isUnique && prefix.isEmpty && rest == nil && contains == nil
        return isEmpty
            ? nil
            : ArrayRules(
                minItems: least, maxItems: most, isUnique: isUnique, prefix: prefix, rest: rest,
                prefixKeyword: prefixKeyword, restKeyword: restKeyword, contains: contains)
    }

    private func objectRules(_ compiler: inout SchemaCompiler) throws -> ObjectRules? {
        var least: Int?
        var most: Int?
        var required: [String] = []
        var needs: [(key: String, needs: [String])] = []
        let dependentKeyword = dialect.version >= .v2019 ? "dependentRequired" : "dependencies"
        if dialect.has(.validation) {
            least = try count("minProperties")
            most = try count("maxProperties")
            if let value = members["required"] { required = try strings(value, "required") }
            for (key, value) in try object(dependentKeyword) where dialect.version >= .v2019 || value.arrayValue != nil
            {
                needs.append((key, try strings(value, dependentKeyword)))
            }
        }
        var properties: [String: Int] = [:]
        var patterns: [(pattern: Pattern, node: Int)] = []
        var additional: Int?
        var names: Int?
        if dialect.has(.applicator) {
            for (key, value) in try object("properties") {
                properties[key] = compiler.node(value, at: place("properties").appending(key), in: resource)
            }
            for (key, value) in try object("patternProperties") {
                let node = compiler.node(value, at: place("patternProperties").appending(key), in: resource)
                patterns.append((try compilePattern(key, "patternProperties"), node))
            }
            additional = try one("additionalProperties", &compiler)
            names = try one("propertyNames", &compiler)
        }
        let rules = ObjectRules(
            minProperties: least, maxProperties: most, required: required, dependentRequired: needs,
            properties: properties,
            patterns: patterns, additional: additional, names: names, dependentKeyword: dependentKeyword)
        let isEmpty = least == nil && most == nil && required.isEmpty && needs.isEmpty && !rules.looksAtMembers
        return isEmpty ? nil : rules
    }

    private func addReferences(_ node: inout SchemaNode, _ compiler: inout SchemaCompiler) throws {
        if let reference = try string("$ref") {
            node.steps.append(.reference(try compiler.reference(reference, in: resource), keyword: "$ref"))
        }
        let dynamic: String? =
            dialect.version >= .v2020 ? "$dynamicRef" : dialect.version == .v2019 ? "$recursiveRef" : nil
        if let dynamic, let reference = try string(dynamic) {
            node.steps.append(try compiler.dynamicReference(reference, in: resource, keyword: dynamic))
        }
    }

    private func addApplicators(_ node: inout SchemaNode, _ compiler: inout SchemaCompiler) throws {
        if let schemas = try list("allOf", &compiler) { node.steps.append(.all(schemas)) }
        if let schemas = try list("anyOf", &compiler) { node.steps.append(.any(schemas)) }
        if let schemas = try list("oneOf", &compiler) { node.steps.append(.one(schemas)) }
        if let schema = try one("not", &compiler) { node.steps.append(.not(schema)) }
        if dialect.version >= .draft7, let test = try one("if", &compiler) {
            node.steps.append(
                .conditional(test: test, then: try one("then", &compiler), otherwise: try one("else", &compiler)))
        }
        let keyword = dialect.version >= .v2019 ? "dependentSchemas" : "dependencies"
        let dependent = try object(keyword).filter { dialect.version >= .v2019 || $0.1.arrayValue == nil }
        if !dependent.isEmpty {
            node.steps.append(
                .dependentSchemas(
                    dependent.map {
                        (key: $0.0, node: compiler.node($0.1, at: place(keyword).appending($0.0), in: resource))
                    }))
        }
    }
}
