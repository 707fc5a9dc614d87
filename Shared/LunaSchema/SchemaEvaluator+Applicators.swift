import LunaCore

extension SchemaEvaluator {
    /// The keywords that apply subschemas to the same value. Each has a function of its own, because the locals of all
    /// of them together would make the recursion's stack frame several times as large.
    @inline(never)
    mutating func apply(_ step: SchemaStep, _ number: Int, _ instance: JSONValue, _ evaluated: Evaluated?) -> Bool {
        switch step {
        case .all(let nodes): return applyAll(nodes, instance, evaluated)
        case .any(let nodes): return applyAny(nodes, number, instance, evaluated)
        case .one(let nodes): return applyOne(nodes, number, instance, evaluated)
        case .not(let node): return applyNot(node, number, instance)
        case .conditional(let test, let then, let otherwise):
            return applyConditional(test, then, otherwise, instance, evaluated)
        case .dependentSchemas(let dependents): return applyDependents(dependents, instance, evaluated)
        default: return true
        }
    }

    @inline(never)
    private mutating func applyAll(_ nodes: [Int], _ instance: JSONValue, _ evaluated: Evaluated?) -> Bool {
        var isValid = true
        for node in nodes where !evaluate(node, instance, evaluated) {
            isValid = false
            if !isReporting || stop != nil { return false }
        }
        return isValid
    }

    @inline(never)
    private mutating func applyNot(_ node: Int, _ number: Int, _ instance: JSONValue) -> Bool {
        guard quietly(node, instance, nil), stop == nil else { return stop == nil }
        return fail(number, "not", "\(Excerpt.of(instance)) is what 'not' excludes.")
    }

    @inline(never)
    private mutating func applyConditional(
        _ test: Int, _ then: Int?, _ otherwise: Int?, _ instance: JSONValue, _ evaluated: Evaluated?
    ) -> Bool {
        let found = evaluated.map { _ in Evaluated() }
        let holds = quietly(test, instance, found)
        if holds, let found { evaluated?.formUnion(found) }
        guard let branch = holds ? then : otherwise else { return stop == nil }
        return evaluate(branch, instance, evaluated)
    }

    @inline(never)
    private mutating func applyDependents(
        _ dependents: [(key: String, node: Int)], _ instance: JSONValue, _ evaluated: Evaluated?
    ) -> Bool {
        guard case .object(let members) = instance else { return true }
        var isValid = true
        for (key, node) in dependents where members.exact(key) != nil {
            if !evaluate(node, instance, evaluated) {
                isValid = false
                if !isReporting || stop != nil { return false }
            }
        }
        return isValid
    }

    @inline(never)
    private mutating func applyAny(
        _ nodes: [Int], _ number: Int, _ instance: JSONValue, _ evaluated: Evaluated?
    ) -> Bool {
        var isValid = false
        for node in nodes {
            let found = evaluated.map { _ in Evaluated() }
            if quietly(node, instance, found) {
                isValid = true
                guard let found else { return true }
                // All branches count for what is evaluated, not only the first.
                evaluated?.formUnion(found)
            }
            if stop != nil { return false }
        }
        if isValid { return true }
        guard isReporting else { return false }
        let reasons = summary(nodes, instance)
        return fail(
            number, "anyOf", "\(Excerpt.of(instance)) matches none of the \(nodes.count) alternatives: \(reasons)")
    }

    @inline(never)
    private mutating func applyOne(
        _ nodes: [Int], _ number: Int, _ instance: JSONValue, _ evaluated: Evaluated?
    ) -> Bool {
        var matches: [Int] = []
        for (index, node) in nodes.enumerated() {
            let found = evaluated.map { _ in Evaluated() }
            if quietly(node, instance, found) {
                matches.append(index)
                if matches.count > 1, !isReporting { return false }
                if let found { evaluated?.formUnion(found) }
            }
            if stop != nil { return false }
        }
        if matches.count == 1 { return true }
        guard isReporting else { return false }
        if matches.isEmpty {
            let reasons = summary(nodes, instance)
            return fail(
                number, "oneOf", "\(Excerpt.of(instance)) matches none of the \(nodes.count) alternatives: \(reasons)")
        }
        let list = matches.map { "\($0 + 1)" }.joined(separator: ", ")
        return fail(
            number, "oneOf",
            "\(Excerpt.of(instance)) matches \(matches.count) of the alternatives (numbers \(list)); exactly one must."
        )
    }

    /// The first reason of each of the first alternatives.
    private mutating func summary(_ nodes: [Int], _ instance: JSONValue) -> String {
        var parts: [String] = []
        for (index, node) in nodes.prefix(3).enumerated() {
            guard let first = reasons(node, instance).first else { continue }
            let outer = path.count
            let place = first.instancePath.split(separator: "/", omittingEmptySubsequences: false).dropFirst(outer + 1)
            let text = String(first.message.prefix(200))
            parts.append("(\(index + 1)) " + (place.isEmpty ? "" : "at /\(place.joined(separator: "/")): ") + text)
        }
        if nodes.count > 3 { parts.append("…") }
        return parts.joined(separator: " ")
    }
}
