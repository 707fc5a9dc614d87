import LunaCore

/// What the keywords of a schema and its subschemas have looked at, for `unevaluatedItems` and `unevaluatedProperties`.
final class Evaluated {
    var hasAllProperties = false
    var properties: Set<String> = []
    /// Items below this index.
    var itemCount = 0
    var items: Set<Int> = []

    func formUnion(_ other: Evaluated) {
        hasAllProperties = hasAllProperties || other.hasAllProperties
        properties.formUnion(other.properties)
        itemCount = max(itemCount, other.itemCount)
        items.formUnion(other.items)
    }
}

/// One validation. Reporting collects every violation; otherwise the first one ends it.
struct SchemaEvaluator {
    let program: SchemaProgram
    let options: JSONSchema.Options
    private(set) var isReporting: Bool
    private(set) var violations: [SchemaViolation] = []

    enum PathStep {
        case key(String)
        case index(Int)
    }
    var path: [PathStep] = []
    /// Resources entered, outermost first.
    private var scope: [Int] = []
    /// References followed at each level of the instance, to notice one that leads back to itself.
    private var followed: [(node: Int, level: Int)] = []
    private var level = 0
    private var depth = 0
    var budget: Int
    /// Set when a limit ended the validation; nothing counts any more then.
    private(set) var stop: SchemaViolation?

    /// Subschemas inside each other: five for each level of the deepest instance that the parser accepts by default.
    /// A level takes up to 10 KiB of stack in a debug build (measured), and threads have 8 MiB.
    static let maximumDepth = 640

    init(program: SchemaProgram, options: JSONSchema.Options, isReporting: Bool) {
        self.program = program
        self.options = options
        self.isReporting = isReporting
        budget = options.maxSteps
    }

    mutating func run(_ instance: JSONValue) -> Bool {
        let result = evaluate(0, instance, nil)
        if let stop {
            violations = [stop]
            return false
        }
        violations.sort {
            ($0.instancePath, $0.schemaPath, $0.message) < ($1.instancePath, $1.schemaPath, $1.message)
        }
        return result
    }

    // MARK: Reporting

    mutating func fail(_ node: Int, _ keyword: String, _ message: @autoclosure () -> String) -> Bool {
        guard isReporting, violations.count < options.maxViolations else { return false }
        let location = program.nodes[node].location
        violations.append(
            SchemaViolation(
                instancePath: pointer, keyword: keyword,
                schemaPath: keyword.isEmpty ? location : location + "/" + keyword, message: message()))
        return false
    }

    private var pointer: String {
        var text = ""
        for step in path {
            switch step {
            case .key(let key): text += "/" + JSONPointer.escaped(key)
            case .index(let index): text += "/\(index)"
            }
        }
        return text
    }

    mutating func halt(_ node: Int, _ message: String) -> Bool {
        stop =
            stop
            ?? SchemaViolation(
                instancePath: pointer, keyword: "", schemaPath: program.nodes[node].location, message: message)
        return false
    }

    mutating func spend(_ steps: Int, _ node: Int) -> Bool {
        budget -= steps
        return budget >= 0
            || halt(
                node,
                "The validation was stopped after \(options.maxSteps) steps; the schema or the instance is too complex."
            )
    }

    /// Evaluates without reporting, for subschemas whose failure is no violation in itself.
    mutating func quietly(_ node: Int, _ instance: JSONValue, _ evaluated: Evaluated?) -> Bool {
        let outer = isReporting
        isReporting = false
        defer { isReporting = outer }
        return evaluate(node, instance, evaluated)
    }

    mutating func quietlyDescending(_ node: Int, _ instance: JSONValue, _ index: Int) -> Bool {
        let outer = isReporting
        isReporting = false
        defer { isReporting = outer }
        return descend(node, instance, .index(index))
    }

    /// The violations of one subschema, kept apart.
    mutating func reasons(_ node: Int, _ instance: JSONValue) -> [SchemaViolation] {
        let outer = violations
        violations = []
        defer { violations = outer }
        _ = evaluate(node, instance, nil)
        return violations
    }

    // MARK: Evaluation

    mutating func evaluate(_ number: Int, _ instance: JSONValue, _ evaluated: Evaluated?) -> Bool {
        guard stop == nil, spend(1, number) else { return false }
        depth += 1
        defer { depth -= 1 }
        if depth > Self.maximumDepth {
            return halt(
                number, "The validation was stopped: subschemas refer to each other \(Self.maximumDepth) levels deep.")
        }
        let resource = program.nodes[number].resource
        let entersResource = program.usesDynamicScope && scope.last != resource
        if entersResource { scope.append(resource) }
        defer { if entersResource { scope.removeLast() } }

        guard program.nodes[number].tracksEvaluated else { return evaluateSteps(number, instance, evaluated) }
        // Cousins must not be seen, so the node starts with nothing evaluated.
        let own = Evaluated()
        let isValid = evaluateSteps(number, instance, own)
        if isValid { evaluated?.formUnion(own) }
        return isValid
    }

    private mutating func evaluateSteps(_ number: Int, _ instance: JSONValue, _ evaluated: Evaluated?) -> Bool {
        var isValid = true
        for index in program.nodes[number].steps.indices {
            if !evaluateStep(number, index, instance, evaluated) {
                isValid = false
                if !isReporting || stop != nil { return false }
            }
        }
        return isValid
    }

    @inline(never)
    private mutating func evaluateStep(
        _ number: Int, _ index: Int, _ instance: JSONValue, _ evaluated: Evaluated?
    ) -> Bool {
        switch program.nodes[number].steps[index] {
        case .never: return fail(number, "", "Nothing is allowed here.")
        case .type(let mask):
            let actual = TypeMask(of: instance)
            if !mask.isDisjoint(with: actual) { return true }
            return fail(number, "type", "\(Excerpt.of(instance)) is not of type \(mask.list).")
        case .constant(let value):
            guard spend(weight(of: instance), number) else { return false }
            if value == instance { return true }
            return fail(number, "const", "\(Excerpt.of(instance)) is not \(Excerpt.of(value)), the only value allowed.")
        case .enumeration(let allowed):
            guard spend(weight(of: instance), number) else { return false }
            if allowed.members.contains(instance) { return true }
            return fail(number, "enum", "\(Excerpt.of(instance)) is not one of: \(allowed.shown).")
        case .number(let rules):
            guard case .number(let value) = instance else { return true }
            return check(value, rules, number)
        case .string(let rules):
            guard case .string(let text) = instance else { return true }
            return check(text, rules, number)
        case .array(let rules):
            guard case .array(let elements) = instance else { return true }
            return check(elements, rules, number, evaluated)
        case .object(let rules):
            guard case .object(let members) = instance else { return true }
            return check(members, rules, number, evaluated)
        case .reference(let target, _): return follow(target, from: number, instance, evaluated)
        case .dynamicReference(let name, let fallback, _):
            return follow(dynamicTarget(name) ?? fallback, from: number, instance, evaluated)
        case .unevaluatedItems(let rest):
            guard case .array(let elements) = instance else { return true }
            return checkUnevaluated(elements, rest, number, evaluated)
        case .unevaluatedProperties(let rest):
            guard case .object(let members) = instance else { return true }
            return checkUnevaluated(members, rest, number, evaluated)
        case let step: return apply(step, number, instance, evaluated)
        }
    }

    /// The anchor in the outermost resource of the dynamic scope that has one of that name.
    private func dynamicTarget(_ name: String) -> Int? {
        guard let candidates = program.dynamicNodes[name] else { return nil }
        for resource in scope { if let node = candidates[resource] { return node } }
        return nil
    }

    private mutating func follow(
        _ target: Int, from number: Int, _ instance: JSONValue, _ evaluated: Evaluated?
    ) -> Bool {
        // With a dynamic scope a second visit may differ from the first; the depth limit catches it then.
        if !program.usesDynamicScope {
            for visit in followed.reversed() {
                if visit.level != level { break }
                if visit.node == target {
                    return halt(
                        number,
                        "The schema at \(program.nodes[target].location) refers to itself without end for this value.")
                }
            }
        }
        followed.append((target, level))
        defer { followed.removeLast() }
        return evaluate(target, instance, evaluated)
    }

    /// Evaluates a part of the instance.
    mutating func descend(_ node: Int, _ instance: JSONValue, _ step: @autoclosure () -> PathStep) -> Bool {
        level += 1
        defer { level -= 1 }
        guard isReporting else { return evaluate(node, instance, nil) }
        path.append(step())
        defer { path.removeLast() }
        return evaluate(node, instance, nil)
    }
}
