import LunaCore

/// A compiled subschema. Subschemas refer to each other by number, so that cycles need no classes.
struct SchemaNode: Sendable {
    /// Where it stands, for `schemaPath`.
    var location: String
    var resource: Int
    /// In the order of evaluation: cheap assertions, then applicators, then the unevaluated keywords.
    var steps: [SchemaStep] = []
    /// Whether an `unevaluated…` keyword here needs to know what the others have looked at.
    var tracksEvaluated = false
}

enum SchemaStep: Sendable {
    case never
    case type(TypeMask)
    case constant(JSONValue)
    case enumeration(Enumeration)
    case number(NumberRules)
    case string(StringRules)
    case array(ArrayRules)
    case object(ObjectRules)
    case reference(Int, keyword: String)
    /// `name` is looked up in the dynamic scope; every node of that anchor is in `SchemaProgram.dynamicNodes`.
    case dynamicReference(name: String, fallback: Int, keyword: String)
    case all([Int])
    case any([Int])
    case one([Int])
    case not(Int)
    case conditional(test: Int, then: Int?, otherwise: Int?)
    case dependentSchemas([(key: String, node: Int)])
    case unevaluatedItems(Int)
    case unevaluatedProperties(Int)
}

struct TypeMask: OptionSet, Sendable {
    let rawValue: UInt8
    static let null = TypeMask(rawValue: 1)
    static let boolean = TypeMask(rawValue: 2)
    static let integer = TypeMask(rawValue: 4)
    static let number = TypeMask(rawValue: 8)
    static let string = TypeMask(rawValue: 16)
    static let array = TypeMask(rawValue: 32)
    static let object = TypeMask(rawValue: 64)

    static let names: [(String, TypeMask)] = [
        ("null", .null), ("boolean", .boolean), ("integer", .integer), ("number", .number), ("string", .string),
        ("array", .array), ("object", .object),
    ]

    /// Every type that the value has: an integer is a number too.
    init(of value: JSONValue) {
        self =
            switch value {
            case .null: .null
            case .bool: .boolean
            case .number(let number): number.isInteger ? [.integer, .number] : .number
            case .string: .string
            case .array: .array
            case .object: .object
            }
    }

    init(rawValue: UInt8) { self.rawValue = rawValue }

    var list: String { TypeMask.names.filter { contains($0.1) }.map(\.0).joined(separator: " or ") }
}

final class Enumeration: Sendable {
    let members: Set<JSONValue>
    let shown: String
    init(_ values: [JSONValue]) {
        members = Set(values)
        let texts = values.prefix(10).map { Excerpt.of($0) }
        shown = texts.joined(separator: ", ") + (values.count > 10 ? ", …" : "")
    }
}

final class NumberRules: Sendable {
    let multipleOf, maximum, exclusiveMaximum, minimum, exclusiveMinimum: JSONNumber?
    init(
        multipleOf: JSONNumber?, maximum: JSONNumber?, exclusiveMaximum: JSONNumber?, minimum: JSONNumber?,
        exclusiveMinimum: JSONNumber?
    ) {
        self.multipleOf = multipleOf
        self.maximum = maximum
        self.exclusiveMaximum = exclusiveMaximum
        self.minimum = minimum
        self.exclusiveMinimum = exclusiveMinimum
    }
}

final class StringRules: Sendable {
    let minLength, maxLength: Int?
    let pattern: Pattern?
    let format: Format?
    init(minLength: Int?, maxLength: Int?, pattern: Pattern?, format: Format?) {
        self.minLength = minLength
        self.maxLength = maxLength
        self.pattern = pattern
        self.format = format
    }
}

final class ArrayRules: Sendable {
    struct Contains: Sendable {
        var node: Int
        var least: Int
        var most: Int?
        /// From 2020-12 on the elements found count as evaluated.
        var marksEvaluated: Bool
    }
    let minItems, maxItems: Int?
    let isUnique: Bool
    let prefix: [Int]
    let rest: Int?
    /// The keywords as the dialect calls them.
    let prefixKeyword, restKeyword: String
    let contains: Contains?
    init(
        minItems: Int?, maxItems: Int?, isUnique: Bool, prefix: [Int], rest: Int?, prefixKeyword: String,
        restKeyword: String, contains: Contains?
    ) {
        self.minItems = minItems
        self.maxItems = maxItems
        self.isUnique = isUnique
        self.prefix = prefix
        self.rest = rest
        self.prefixKeyword = prefixKeyword
        self.restKeyword = restKeyword
        self.contains = contains
    }
}

final class ObjectRules: Sendable {
    let minProperties, maxProperties: Int?
    let required: [String]
    let dependentRequired: [(key: String, needs: [String])]
    let properties: [String: Int]
    let patterns: [(pattern: Pattern, node: Int)]
    let additional: Int?
    let names: Int?
    let dependentKeyword: String
    init(
        minProperties: Int?, maxProperties: Int?, required: [String],
        dependentRequired: [(key: String, needs: [String])],
        properties: [String: Int], patterns: [(pattern: Pattern, node: Int)], additional: Int?, names: Int?,
        dependentKeyword: String
    ) {
        self.minProperties = minProperties
        self.maxProperties = maxProperties
        self.required = required
        self.dependentRequired = dependentRequired
        self.properties = properties
        self.patterns = patterns
        self.additional = additional
        self.names = names
        self.dependentKeyword = dependentKeyword
    }
    /// Whether the members themselves need to be looked at.
    var looksAtMembers: Bool { !properties.isEmpty || !patterns.isEmpty || additional != nil || names != nil }
}

/// A compiled schema with everything that it refers to.
final class SchemaProgram: Sendable {
    let nodes: [SchemaNode]
    /// By name of the anchor, then by resource.
    let dynamicNodes: [String: [Int: Int]]
    var usesDynamicScope: Bool { !dynamicNodes.isEmpty }
    init(nodes: [SchemaNode], dynamicNodes: [String: [Int: Int]]) {
        self.nodes = nodes
        self.dynamicNodes = dynamicNodes
    }
}

/// Short forms of values for messages. The cost does not depend on the size of the value.
enum Excerpt {
    private static let limit = 60

    static func of(_ value: JSONValue) -> String {
        var room = limit
        if isSmall(value, &room) { return value.text(pretty: false) }
        switch value {
        case .array(let elements): return "an array of \(elements.count) elements"
        case .object(let members): return "an object of \(members.count) members"
        case .string(let text): return JSONValue.string(cut(text)).text(pretty: false)
        default: return cut(value.text(pretty: false))
        }
    }

    static func key(_ name: String) -> String { JSONValue.string(cut(name)).text(pretty: false) }

    private static func isSmall(_ value: JSONValue, _ room: inout Int) -> Bool {
        room -= 1
        switch value {
        case .null, .bool: room -= 4
        case .number(let number): room -= number.digitCount < 19 ? 4 : number.digitCount
        case .string(let text): room -= text.utf8.count
        case .array(let elements):
            for element in elements where room < 0 || !isSmall(element, &room) { return false }
        case .object(let members):
            for (key, member) in members {
                room -= key.utf8.count
                if room < 0 || !isSmall(member, &room) { return false }
            }
        }
        return room >= 0
    }

    private static func cut(_ text: String) -> String {
        let start = text.unicodeScalars.prefix(limit + 1)
        return start.count > limit ? String(String.UnicodeScalarView(start.dropLast())) + "…" : text
    }
}
