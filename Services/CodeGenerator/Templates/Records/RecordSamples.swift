import LunaPlan

/// Python that makes valid records for tests.
enum RecordSamples {
    /// `valid_x(**overrides)`: JSON-ready values of a record, no more than it must have.
    ///
    /// - Parameter reference: expression of an id for a reference that must be given.
    static func factory(_ entity: EntityView, reference: (FieldView) -> String) -> String {
        let varying = entity.varyingFields
        var items: [String] = []
        for field in entity.fields where field.isRequiredOnCreate || varying.contains(field.name) {
            let key = PythonText.literal(field.name)
            if field.isReference {
                items.append("\(key): \(reference(field))")
            } else if let reason = field.samples.reason {
                let text = "No valid \(field.name) of \(entity.oneLabel) is known: \(reason)."
                return """
                    def valid_\(entity.snake)(**overrides: Any) -> dict[str, Any]:
                        \(PythonText.docstring("What \(entity.oneLabel) must have", indent: 4))
                        pytest.skip(\(PythonText.literal(text)))
                    """
            } else {
                items.append(
                    "\(key): \((varying.contains(field.name) ? field.samples.varying : field.samples.fixed) ?? "None")")
            }
        }
        let usesNumber = entity.fields.contains { varying.contains($0.name) && $0.samples.usesNumber }
        var lines = [
            "def valid_\(entity.snake)(**overrides: Any) -> dict[str, Any]:",
            "    " + PythonText.docstring("What \(entity.oneLabel) must have", indent: 4),
        ]
        if usesNumber { lines.append("    n = next(_numbers)") }
        lines.append(items.isEmpty ? "    return overrides" : "    return {")
        if !items.isEmpty { lines += items.map { "        \($0)," } + ["        **overrides,", "    }"] }
        return lines.joined(separator: "\n")
    }

    /// Test constants ACCEPTED and REFUSED with the cases of the plan's rules.
    static func constants(_ entity: EntityView, usedIn tests: String) -> String {
        RestCreateTests.constants(entity, usedIn: tests)
    }

    static let pick = #"""
        def pick(n: int, *values: Any) -> Any:
            """Return the values in turn."""
            return values[n % len(values)]
        """#
}
