/// A mapping of a plan whose keys are known: typed access that reports what does not fit.
struct PlanSection {
    let context: PlanContext
    let path: String
    let position: PlanPosition
    let entries: [PlanEntry]

    /// Reports a node that is no mapping, and keys outside `keys`.
    init?(_ node: PlanNode, path: String, keys: [String], hint: String, context: PlanContext) {
        guard case .mapping(let entries) = node.content else {
            context.error(.wrongType, path, at: node.position, "expected a mapping, found \(node.kindName)", hint)
            return nil
        }
        self.context = context
        self.path = path
        self.position = node.position
        self.entries = entries
        for entry in entries where !keys.contains(entry.key) {
            context.error(
                .unknownKey, self.path(entry.key.clipped), at: entry.keyPosition, "unknown key '\(entry.key.clipped)'",
                Suggestion.hint(for: entry.key, among: keys, what: "keys"))
        }
    }

    /// The first entry of that key; a second one was reported by the reader.
    func entry(_ key: String) -> PlanEntry? { entries.first { $0.key == key } }
    func has(_ key: String) -> Bool { entry(key) != nil }
    func path(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func requireKey(_ key: String, _ hint: String) {
        if !has(key) { context.error(.missing, path, at: position, "the key '\(key)' is missing", hint) }
    }

    /// Reports a key that has no meaning here.
    func refuse(_ key: String, _ reason: String, _ hint: String = "Remove it.") {
        guard let entry = entry(key) else { return }
        context.error(.notApplicable, path(key), at: entry.keyPosition, reason, hint)
    }

    // MARK: - Scalars

    func text(_ key: String, length: ClosedRange<Int> = 0...2000) -> Located<String>? {
        guard let entry = entry(key) else { return nil }
        return PlanScalars.text(entry.value, path: path(key), length: length, context: context)
    }

    func name(_ key: String, _ form: NameForm) -> Located<String>? {
        guard let entry = entry(key) else { return nil }
        return PlanScalars.name(entry.value, path: path(key), form: form, context: context)
    }

    func boolean(_ key: String) -> Bool? {
        guard let entry = entry(key), let scalar = scalar(entry.value, key, expected: "true or false") else {
            return nil
        }
        if case .boolean(let value) = scalar.resolved { return value }
        let guess = ["the boolean true": "Write true.", "the boolean false": "Write false."][
            scalar.yaml11Surprise ?? ""]
        context.error(
            .wrongType, path(key), at: entry.value.position,
            "expected true or false, found \(scalar.text.isEmpty ? "nothing" : "'\(scalar.text.clipped)'")",
            guess ?? "Write true or false, without quotes.")
        return nil
    }

    func integer(_ key: String, in range: ClosedRange<Int64>) -> Located<Int64>? {
        guard let entry = entry(key), let scalar = scalar(entry.value, key, expected: "an integer") else { return nil }
        var found: Int64?
        switch scalar.resolved {
        case .integer(let value): found = value
        case .number(let value) where value == value.rounded():
            found = Int64(exactly: value) ?? (value < 0 ? Int64.min : Int64.max)
        default: break
        }
        guard let value = found else {
            let isQuoted = !scalar.isPlain && PlanScalar(text: scalar.text, isPlain: true).isNumeric
            let isGrouped = scalar.yaml11Surprise == "a number"
            context.error(
                .wrongType, path(key), at: entry.value.position,
                "expected an integer, found \(entry.value.kindName)\(scalar.text.isEmpty ? "" : " '\(scalar.text.clipped)'")",
                isQuoted
                    ? "Remove the quotes."
                    : isGrouped
                        ? "Write the digits without '_'." : "Write digits only, such as \(max(range.lowerBound, 1)).")
            return nil
        }
        warnAmbiguity(scalar, entry.value, key)
        guard range.contains(value) else {
            context.error(
                .outOfRange, path(key), at: entry.value.position, "\(scalar.text.clipped) is out of range",
                "Allowed are \(range.lowerBound) to \(range.upperBound).")
            return nil
        }
        return Located(value: value, position: entry.value.position, path: path(key))
    }

    func number(_ key: String) -> Located<Double>? {
        guard let entry = entry(key), let scalar = scalar(entry.value, key, expected: "a number") else { return nil }
        let value: Double
        switch scalar.resolved {
        case .integer(let whole): value = Double(whole)
        case .number(let real): value = real
        default:
            let isQuoted = !scalar.isPlain && PlanScalar(text: scalar.text, isPlain: true).isNumeric
            context.error(
                .wrongType, path(key), at: entry.value.position,
                "expected a number, found \(entry.value.kindName)\(scalar.text.isEmpty ? "" : " '\(scalar.text.clipped)'")",
                isQuoted ? "Remove the quotes." : "Write a number such as 1 or 0.5.")
            return nil
        }
        warnAmbiguity(scalar, entry.value, key)
        return Located(value: value, position: entry.value.position, path: path(key))
    }

    func choice<Choice: RawRepresentable & CaseIterable & Sendable>(
        _ key: String, _ type: Choice.Type, what: String
    ) -> Located<Choice>? where Choice.RawValue == String {
        guard let text = text(key) else { return nil }
        if let value = Choice(rawValue: text.value) {
            return Located(value: value, position: text.position, path: text.path)
        }
        let known = Choice.allCases.map(\.rawValue)
        context.error(
            .unknownValue, text.path, at: text.position, "'\(text.value.clipped)' is no \(what)",
            Suggestion.hint(for: text.value, among: known, what: "values"))
        return nil
    }

    private func scalar(_ node: PlanNode, _ key: String, expected: String) -> PlanScalar? {
        if case .scalar(let scalar) = node.content { return scalar }
        context.error(
            .wrongType, path(key), at: node.position, "expected \(expected), found \(node.kindName)", "Give one value.")
        return nil
    }

    private func warnAmbiguity(_ scalar: PlanScalar, _ node: PlanNode, _ key: String) {
        guard let surprise = scalar.yaml11Surprise else { return }
        context.warn(
            .yamlAmbiguity, path(key), at: node.position,
            "'\(scalar.text.clipped)' is the number \(scalar.resolved.plainText) in YAML 1.2, but \(surprise) in YAML 1.1",
            "Write it without leading zeros.")
    }

    // MARK: - Lists

    /// The items of a list with their paths; a problem and `nil` if it is none or holds too many or too few.
    func list(_ key: String, count: ClosedRange<Int>, of what: String) -> [(node: PlanNode, path: String)]? {
        guard let entry = entry(key) else { return nil }
        let path = path(key)
        guard case .sequence(let nodes) = entry.value.content else {
            context.error(
                .wrongType, path, at: entry.value.position, "expected a list of \(what), found \(entry.value.kindName)",
                "Write '- ' before each item, or put them in [brackets].")
            return nil
        }
        guard count.contains(nodes.count) else {
            context.error(
                .outOfRange, path, at: entry.value.position,
                nodes.count < count.lowerBound ? "the list of \(what) is empty" : "\(nodes.count) \(what) are too many",
                nodes.count < count.lowerBound
                    ? "Add at least \(count.lowerBound)." : "Allowed are at most \(count.upperBound).")
            return nil
        }
        return nodes.enumerated().map { ($0.element, "\(path)[\($0.offset)]") }
    }

    /// A list of different texts.
    func texts(_ key: String, count: ClosedRange<Int>, length: ClosedRange<Int>, of what: String) -> [Located<String>]?
    {
        list(key, count: count, of: what).map { items in
            distinct(items.compactMap { PlanScalars.text($0.node, path: $0.path, length: length, context: context) })
        }
    }

    /// A list of different names.
    func names(_ key: String, _ form: NameForm, count: ClosedRange<Int>, of what: String) -> [Located<String>]? {
        list(key, count: count, of: what).map { items in
            distinct(items.compactMap { PlanScalars.name($0.node, path: $0.path, form: form, context: context) })
        }
    }

    func distinct(_ items: [Located<String>]) -> [Located<String>] {
        if items.count < 2 { return items }
        var seen: Set<String> = []
        return items.filter { item in
            if seen.insert(item.value).inserted { return true }
            context.error(
                .repeatedItem, item.path, at: item.position, "'\(item.value.clipped)' stands in this list twice",
                "Remove one.")
            return false
        }
    }
}

extension PlanScalar {
    var isNumeric: Bool {
        switch resolved {
        case .integer, .number: true
        default: false
        }
    }
}
