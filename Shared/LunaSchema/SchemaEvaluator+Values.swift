import LunaCore

extension SchemaEvaluator {
    @inline(never)
    mutating func check(_ value: JSONNumber, _ rules: NumberRules, _ node: Int) -> Bool {
        var isValid = true
        if let bound = rules.minimum, value < bound {
            isValid = fail(node, "minimum", "\(value) is below the minimum of \(bound).")
        }
        if let bound = rules.maximum, value > bound {
            isValid = fail(node, "maximum", "\(value) is above the maximum of \(bound).")
        }
        if let bound = rules.exclusiveMinimum, !(value > bound) {
            isValid = fail(node, "exclusiveMinimum", "\(value) must be greater than \(bound).")
        }
        if let bound = rules.exclusiveMaximum, !(value < bound) {
            isValid = fail(node, "exclusiveMaximum", "\(value) must be less than \(bound).")
        }
        if let divisor = rules.multipleOf {
            // Long numbers are divided digit by digit.
            guard spend(8 + divisor.digitCount * divisor.digitCount / 4, node) else { return false }
            if !value.isMultiple(of: divisor) {
                isValid = fail(node, "multipleOf", "\(value) is not a multiple of \(divisor).")
            }
        }
        return isValid
    }

    @inline(never)
    mutating func check(_ text: String, _ rules: StringRules, _ node: Int) -> Bool {
        var isValid = true
        if rules.minLength != nil || rules.maxLength != nil {
            let bytes = text.utf8.count
            guard spend(bytes >> 3, node) else { return false }
            let length = text.unicodeScalars.count
            if let least = rules.minLength, length < least {
                isValid = fail(
                    node, "minLength",
                    "\(Excerpt.of(.string(text))) has \(length) characters; at least \(least) are needed.")
            }
            if let most = rules.maxLength, length > most {
                isValid = fail(
                    node, "maxLength",
                    "\(Excerpt.of(.string(text))) has \(length) characters; at most \(most) are allowed.")
            }
        }
        if let pattern = rules.pattern {
            guard let found = matches(text, pattern, node) else { return false }
            if !found {
                isValid = fail(
                    node, "pattern", "\(Excerpt.of(.string(text))) does not match the pattern \(pattern.source).")
            }
        }
        if let format = rules.format {
            guard spend(text.utf8.count, node) else { return false }
            if !format.accepts(text) {
                isValid = fail(node, "format", "\(Excerpt.of(.string(text))) is not a valid \(format.rawValue).")
            }
        }
        return isValid
    }

    /// Nil when the budget ran out.
    mutating func matches(_ text: String, _ pattern: Pattern, _ node: Int) -> Bool? {
        guard spend(text.utf8.count >> 3, node) else { return nil }
        let answer = pattern.matches(text, budget: &budget)
        if answer == nil { _ = spend(0, node) }
        return answer
    }

    // MARK: Arrays

    @inline(never)
    mutating func check(_ elements: [JSONValue], _ rules: ArrayRules, _ node: Int, _ evaluated: Evaluated?) -> Bool {
        var isValid = true
        if let least = rules.minItems, elements.count < least {
            isValid = fail(node, "minItems", "The array has \(elements.count) elements; at least \(least) are needed.")
        }
        if let most = rules.maxItems, elements.count > most {
            isValid = fail(node, "maxItems", "The array has \(elements.count) elements; at most \(most) are allowed.")
        }
        if !isValid, !isReporting { return false }
        for (index, schema) in rules.prefix.enumerated() where index < elements.count {
            if !descend(schema, elements[index], .index(index)) {
                isValid = false
                if !isReporting || stop != nil { return false }
            }
        }
        evaluated?.itemCount = max(evaluated?.itemCount ?? 0, min(rules.prefix.count, elements.count))
        if let rest = rules.rest, elements.count > rules.prefix.count {
            for index in rules.prefix.count..<elements.count where !descend(rest, elements[index], .index(index)) {
                isValid = false
                if !isReporting || stop != nil { return false }
            }
            evaluated?.itemCount = elements.count
        }
        if let contains = rules.contains, !check(elements, contains, node, evaluated) { isValid = false }
        if rules.isUnique, isValid || isReporting, !checkUnique(elements, node) { isValid = false }
        return isValid
    }

    private mutating func check(
        _ elements: [JSONValue], _ contains: ArrayRules.Contains, _ node: Int, _ evaluated: Evaluated?
    ) -> Bool {
        var count = 0
        let outer = isReporting
        for (index, element) in elements.enumerated() {
            let isMatch = quietlyDescending(contains.node, element, index)
            if stop != nil { return false }
            guard isMatch else { continue }
            count += 1
            if contains.marksEvaluated { evaluated?.items.insert(index) }
            let isDecided = contains.most.map { count > $0 } ?? (count >= contains.least)
            if isDecided, evaluated == nil, !outer || contains.most == nil { break }
        }
        if count < contains.least {
            let keyword = contains.least == 1 ? "contains" : "minContains"
            return fail(
                node, keyword, "The array has \(count) elements that match 'contains'; at least \(contains.least) must."
            )
        }
        if let most = contains.most, count > most {
            return fail(
                node, "maxContains", "The array has \(count) elements that match 'contains'; at most \(most) may.")
        }
        return true
    }

    private mutating func checkUnique(_ elements: [JSONValue], _ node: Int) -> Bool {
        guard elements.count > 1 else { return true }
        var seen: [JSONValue: Int] = [:]
        seen.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            guard spend(weight(of: element), node) else { return false }
            if let first = seen.updateValue(index, forKey: element) {
                return fail(node, "uniqueItems", "The elements \(first) and \(index) are equal; all must differ.")
            }
        }
        return true
    }

    /// The steps that comparing a value costs.
    func weight(of value: JSONValue) -> Int {
        switch value {
        case .array(let elements): elements.reduce(1) { $0 + weight(of: $1) }
        case .object(let members): members.reduce(1) { $0 + 1 + weight(of: $1.value) }
        case .string(let text): 1 + text.utf8.count >> 4
        default: 1
        }
    }

    mutating func checkUnevaluated(_ elements: [JSONValue], _ rest: Int, _ node: Int, _ evaluated: Evaluated?) -> Bool {
        guard let evaluated else { return true }
        var isValid = true
        for index in elements.indices.dropFirst(evaluated.itemCount) where !evaluated.items.contains(index) {
            if program.nodes[rest].isNever {
                isValid = failBelow(
                    node, .index(index), "unevaluatedItems", "The element \(index) is not described by the schema.")
            } else if !descend(rest, elements[index], .index(index)) {
                isValid = false
            }
            if !isValid, !isReporting || stop != nil { return false }
        }
        evaluated.itemCount = elements.count
        return isValid
    }

    // MARK: Objects

    @inline(never)
    mutating func check(
        _ members: [String: JSONValue], _ rules: ObjectRules, _ node: Int, _ evaluated: Evaluated?
    ) -> Bool {
        var isValid = true
        if let least = rules.minProperties, members.count < least {
            isValid = fail(
                node, "minProperties", "The object has \(members.count) members; at least \(least) are needed.")
        }
        if let most = rules.maxProperties, members.count > most {
            isValid = fail(
                node, "maxProperties", "The object has \(members.count) members; at most \(most) are allowed.")
        }
        for key in rules.required where members.exact(key) == nil {
            isValid = fail(node, "required", "The member \(Excerpt.key(key)) is missing.")
        }
        for (key, needs) in rules.dependentRequired where members.exact(key) != nil {
            for need in needs where members.exact(need) == nil {
                isValid = fail(
                    node, rules.dependentKeyword,
                    "The member \(Excerpt.key(need)) is missing; \(Excerpt.key(key)) needs it.")
            }
        }
        if !isValid, !isReporting { return false }
        guard rules.looksAtMembers else { return isValid }
        if isReporting {
            for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                if !checkMember(key, value, rules, node, evaluated) { isValid = false }
                if stop != nil { return false }
            }
        } else if rules.patterns.isEmpty, rules.additional == nil, rules.names == nil,
            rules.properties.count < members.count
        {
            for (key, schema) in rules.properties {
                guard let value = members.exact(key) else { continue }
                evaluated?.properties.insert(key)
                if !descend(schema, value, .key(key)) { return false }
            }
        } else {
            for (key, value) in members where !checkMember(key, value, rules, node, evaluated) { return false }
        }
        return isValid
    }

    private mutating func checkMember(
        _ key: String, _ value: JSONValue, _ rules: ObjectRules, _ node: Int, _ evaluated: Evaluated?
    ) -> Bool {
        var isValid = true
        var isDescribed = false
        if let names = rules.names, !descend(names, .string(key), .key(key)) {
            isValid = fail(node, "propertyNames", "The name \(Excerpt.key(key)) is not allowed.")
            if !isReporting || stop != nil { return false }
        }
        if let schema = rules.properties.exact(key) {
            isDescribed = true
            if !descend(schema, value, .key(key)) { isValid = false }
        }
        if !isValid, !isReporting { return false }
        for (pattern, schema) in rules.patterns {
            guard let found = matches(key, pattern, node) else { return false }
            guard found else { continue }
            isDescribed = true
            if !descend(schema, value, .key(key)) {
                isValid = false
                if !isReporting || stop != nil { return false }
            }
        }
        if !isDescribed, let additional = rules.additional {
            isDescribed = true
            if program.nodes[additional].isNever {
                isValid = failBelow(
                    node, .key(key), "additionalProperties",
                    "The member \(Excerpt.key(key)) is not allowed." + nearest(key, rules))
            } else if !descend(additional, value, .key(key)) {
                isValid = false
            }
        }
        if isDescribed { evaluated?.properties.insert(key) }
        return isValid
    }

    private func nearest(_ key: String, _ rules: ObjectRules) -> String {
        guard !rules.properties.isEmpty else { return "" }
        let names = rules.properties.keys.sorted()
        return " Known: " + names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "") + "."
    }

    mutating func checkUnevaluated(
        _ members: [String: JSONValue], _ rest: Int, _ node: Int, _ evaluated: Evaluated?
    ) -> Bool {
        guard let evaluated, !evaluated.hasAllProperties else { return true }
        var isValid = true
        let keys = isReporting ? members.keys.sorted() : Array(members.keys)
        for key in keys where !evaluated.properties.contains(key) {
            if program.nodes[rest].isNever {
                isValid = failBelow(
                    node, .key(key), "unevaluatedProperties",
                    "The member \(Excerpt.key(key)) is not described by the schema.")
            } else if let value = members[key], !descend(rest, value, .key(key)) {
                isValid = false
            }
            if !isValid, !isReporting || stop != nil { return false }
        }
        evaluated.hasAllProperties = true
        return isValid
    }

    // MARK: Paths

    private mutating func failBelow(_ node: Int, _ step: PathStep, _ keyword: String, _ message: String) -> Bool {
        guard isReporting else { return false }
        path.append(step)
        defer { path.removeLast() }
        return fail(node, keyword, message)
    }
}

extension SchemaNode {
    /// Whether it is the schema `false`, whose own message says less than its keyword's.
    var isNever: Bool {
        if steps.count == 1, case .never = steps[0] { return true }
        return false
    }
}
