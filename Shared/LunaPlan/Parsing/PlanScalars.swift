import LunaCore

/// Typed reading of single values.
enum PlanScalars {
    static func text(
        _ node: PlanNode, path: String, length: ClosedRange<Int>, context: PlanContext
    ) -> Located<String>? {
        guard case .scalar(let scalar) = node.content else {
            context.error(
                .wrongType, path, at: node.position, "expected text, found \(node.kindName)", "Give one value.")
            return nil
        }
        guard case .string(let text) = scalar.resolved else {
            let isEmpty = scalar.text.isEmpty
            context.error(
                .wrongType, path, at: node.position,
                isEmpty
                    ? "expected text, found nothing" : "expected text, found \(node.kindName) '\(scalar.text.clipped)'",
                isEmpty ? "Give a value, or remove the key." : "Put it in quotes: \"\(scalar.text.clipped)\".")
            return nil
        }
        if let surprise = scalar.yaml11Surprise {
            context.warn(
                .yamlAmbiguity, path, at: node.position,
                "'\(text.clipped)' is text in YAML 1.2, but \(surprise) in YAML 1.1",
                "Put it in quotes: \"\(text.clipped)\".")
        }
        let count = text.unicodeScalars.count
        guard length.contains(count) else {
            context.error(
                .outOfRange, path, at: node.position,
                count < length.lowerBound ? "the text is empty" : "the text has \(count) characters",
                count < length.lowerBound ? "Give a value." : "Allowed are at most \(length.upperBound).")
            return nil
        }
        return Located(value: text, position: node.position, path: path)
    }

    static func name(_ node: PlanNode, path: String, form: NameForm, context: PlanContext) -> Located<String>? {
        guard let text = text(node, path: path, length: 1...form.maximumLength, context: context) else { return nil }
        guard form.matches(text.value) else {
            let better = form.suggestion(for: text.value).map { " Did you mean '\($0)'?" } ?? ""
            context.error(
                .badForm, path, at: text.position, "'\(text.value.clipped)' has not the form of this name",
                "Use \(form.description).\(better)")
            return nil
        }
        return text
    }
}

extension PlanNode {
    /// The scalar as a literal; `nil` for lists and mappings.
    var literal: ScalarValue? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar.resolved
    }
}

extension ScalarValue {
    /// As a person would write it.
    var plainText: String {
        switch self {
        case .string(let text): text
        case .integer(let value): String(value)
        case .number(let value): JSONNumber(value).description
        case .boolean(let value): value ? "true" : "false"
        case .null: "null"
        }
    }
    var kindName: String {
        switch self {
        case .string: "text"
        case .integer: "an integer"
        case .number: "a number"
        case .boolean: "a boolean"
        case .null: "nothing"
        }
    }
}
