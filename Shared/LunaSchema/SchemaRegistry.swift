import LunaCore

/// All documents and the schema resources in them: who has which URI, which anchors, which dialect.
struct SchemaRegistry {
    /// A place in a document.
    struct Location: Hashable {
        var document: Int
        var pointer: String
    }
    /// A schema with a URI of its own: a document's root, or a subschema with `$id`.
    struct Resource {
        var uri: URIReference
        var root: Location
        var dialect: Dialect
        var anchors: [String: Location] = [:]
        var dynamicAnchors: Set<String> = []
    }
    struct Target {
        var location: Location
        var value: JSONValue
        var resource: Int
        /// The name of the `$dynamicAnchor` by which the target was found.
        var dynamicAnchor: String?
    }

    /// The base of a schema that has no `$id`.
    static let defaultBase = URIReference("luna:///schema")

    let options: JSONSchema.Options
    private(set) var resources: [Resource] = []
    private(set) var roots: [JSONValue] = []
    /// Which resources have a `$dynamicAnchor` of a name.
    private(set) var dynamicAnchorOwners: [String: [Int]] = [:]
    /// How errors name the documents; the first, the schema itself, has no name.
    private var names: [String] = []
    private var byURI: [String: Int] = [:]
    private var contexts: [Location: Int] = [:]
    private var waiting: [String: JSONValue]
    private var dialects: [String: Dialect] = Dialect.known

    init(root: JSONValue, documents: [String: JSONValue], options: JSONSchema.Options) throws {
        self.options = options
        waiting = [:]
        for (uri, document) in documents {
            waiting[URIReference(uri).resolved(against: Self.defaultBase).withoutFragment] = document
        }
        try add(root, uri: Self.defaultBase)
    }

    // MARK: Documents

    private mutating func add(_ value: JSONValue, uri: URIReference, dialect: Dialect = .standard) throws {
        let document = roots.count
        roots.append(value)
        let location = Location(document: document, pointer: "")
        let resource = try makeResource(value, base: uri, location: location, dialect: dialect)
        names.append(document == 0 ? "" : resources[resource].uri.withoutFragment)
        byURI[uri.withoutFragment] = byURI[uri.withoutFragment] ?? resource
        try scan(value, location, resource)
    }

    private mutating func makeResource(
        _ value: JSONValue, base: URIReference, location: Location, dialect: Dialect
    ) throws -> Int {
        var uri = base
        uri.fragment = nil
        if let id = value["$id"]?.stringValue {
            uri = URIReference(id).resolved(against: base)
            uri.fragment = nil
        }
        var dialect = dialect
        if let name = value["$schema"]?.stringValue { dialect = try self.dialect(name) }
        resources.append(Resource(uri: uri, root: location, dialect: dialect))
        let index = resources.count - 1
        byURI[uri.withoutFragment] = byURI[uri.withoutFragment] ?? index
        return index
    }

    private mutating func dialect(_ name: String) throws -> Dialect {
        let uri = URIReference(name).withoutFragment
        if let known = dialects[uri] { return known }
        let loaded = byURI[uri].flatMap { value(at: resources[$0].root) }
        guard let metaschema = loaded ?? waiting[uri] ?? Metaschemas.document(uri) else {
            if options.requiresKnownDialect {
                throw LunaError(
                    "schema.unknown_dialect", .validation,
                    "The dialect \(name) is not known; use \(Dialect.standardURI) or supply its metaschema.",
                    details: ["dialect": name])
            }
            return .standard
        }
        let dialect = try Dialect(metaschema: metaschema, uri: uri)
        dialects[uri] = dialect
        return dialect
    }

    /// Finds the resources and anchors in a schema. Only known keywords hold schemas: an `$id` inside `enum` or inside
    /// an unknown keyword is just data.
    private mutating func scan(_ value: JSONValue, _ location: Location, _ parent: Int) throws {
        guard contexts[location] == nil else { return }
        var resource = parent
        guard case .object(let members) = value else {
            contexts[location] = resource
            return
        }
        let outer = resources[parent]
        let isOld = outer.dialect.version <= .draft7
        if let id = members["$id"]?.stringValue, !(isOld && members["$ref"] != nil), location != outer.root {
            if isOld, id.utf8.first == UInt8(ascii: "#") {
                resources[resource].anchors[String(id.dropFirst())] = location
            } else {
                resource = try makeResource(value, base: outer.uri, location: location, dialect: outer.dialect)
            }
        }
        contexts[location] = resource
        let dialect = resources[resource].dialect
        if dialect.version >= .v2019, let name = members["$anchor"]?.stringValue {
            resources[resource].anchors[name] = resources[resource].anchors[name] ?? location
        }
        if dialect.version >= .v2020, let name = members["$dynamicAnchor"]?.stringValue {
            resources[resource].anchors[name] = resources[resource].anchors[name] ?? location
            addDynamicAnchor(name, resource)
        }
        if dialect.version == .v2019, members["$recursiveAnchor"]?.boolValue == true {
            resources[resource].anchors[""] = resources[resource].root
            addDynamicAnchor("", resource)
        }
        for (keyword, member) in members {
            guard let shape = dialect.shape(of: keyword) else { continue }
            let place = Location(
                document: location.document, pointer: location.pointer + "/" + JSONPointer.escaped(keyword))
            switch (shape, member) {
            case (.list, .array(let elements)), (.oneOrList, .array(let elements)):
                for (index, element) in elements.enumerated() {
                    try scan(element, place.appending("\(index)"), resource)
                }
            case (.map, .object(let entries)):
                for (key, entry) in entries { try scan(entry, place.appending(key), resource) }
            case (.one, _), (.oneOrList, _): try scan(member, place, resource)
            default: break
            }
        }
    }

    private mutating func addDynamicAnchor(_ name: String, _ resource: Int) {
        if resources[resource].dynamicAnchors.insert(name).inserted {
            dynamicAnchorOwners[name, default: []].append(resource)
        }
    }

    // MARK: References

    /// The schema that `reference` means inside `resource`.
    mutating func resolve(_ reference: String, from resource: Int) throws -> Target {
        let uri = URIReference(reference).resolved(against: resources[resource].uri)
        guard let target = try find(uri.withoutFragment, from: resources[resource].dialect) else {
            throw LunaError(
                "schema.unresolved_reference", .validation,
                "The reference '\(reference)' leads to \(uri.withoutFragment), which is not among the "
                    + "supplied documents; references are never fetched from the network.",
                details: ["reference": reference, "uri": uri.withoutFragment])
        }
        guard let fragment = uri.fragment == nil ? "" : uri.decodedFragment else { throw dangling(reference) }
        let found = resources[target]
        if fragment.isEmpty || fragment.utf8.first == UInt8(ascii: "/") {
            guard let tokens = JSONPointer.tokens(fragment) else { throw dangling(reference) }
            return try walk(tokens, from: target, reference)
        }
        guard let location = found.anchors[fragment], let value = value(at: location) else {
            throw dangling(reference)
        }
        return Target(
            location: location, value: value, resource: contexts[location] ?? target,
            dynamicAnchor: found.dynamicAnchors.contains(fragment) ? fragment : nil)
    }

    private func dangling(_ reference: String) -> LunaError {
        LunaError(
            "schema.unresolved_reference", .validation,
            "The reference '\(reference)' points to nothing: there is no such anchor or place in that document.",
            details: ["reference": reference])
    }

    private mutating func find(_ uri: String, from referrer: Dialect) throws -> Int? {
        if let index = byURI[uri] { return index }
        if let document = waiting.removeValue(forKey: uri) ?? Metaschemas.document(uri) {
            // A document that does not say which draft it follows is read as the one that refers to it.
            try add(document, uri: URIReference(uri), dialect: referrer.version < .v2020 ? referrer : .standard)
            return byURI[uri]
        }
        // The resource may be embedded in a document that nobody has asked for yet.
        for key in waiting.keys.sorted() {
            if let document = waiting.removeValue(forKey: key) { try add(document, uri: URIReference(key)) }
            if let index = byURI[uri] { return index }
        }
        return nil
    }

    private mutating func walk(_ tokens: [String], from start: Int, _ reference: String) throws -> Target {
        var location = resources[start].root
        guard var value = value(at: location) else { throw dangling(reference) }
        var resource = start
        for token in tokens {
            guard let next = JSONPointer.step(value, token) else { throw dangling(reference) }
            value = next
            location = location.appending(token)
            resource = contexts[location] ?? resource
        }
        if contexts[location] == nil { try scan(value, location, resource) }
        return Target(location: location, value: value, resource: contexts[location] ?? resource, dynamicAnchor: nil)
    }

    func value(at location: Location) -> JSONValue? {
        var value = roots[location.document]
        for token in JSONPointer.tokens(location.pointer) ?? [] {
            guard let next = JSONPointer.step(value, token) else { return nil }
            value = next
        }
        return value
    }

    /// The resource that a subschema belongs to.
    func resource(at location: Location, within parent: Int) -> Int { contexts[location] ?? parent }

    /// How errors name a place.
    func name(of location: Location) -> String {
        names[location.document] + "#" + location.pointer
    }
}

extension SchemaRegistry.Location {
    func appending(_ token: String) -> Self {
        Self(document: document, pointer: pointer + "/" + JSONPointer.escaped(token))
    }
}
