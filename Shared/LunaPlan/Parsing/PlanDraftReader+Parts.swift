import LunaCore

extension PlanDraftReader {
    func modules(_ top: PlanSection) -> [ModuleDraft]? {
        guard top.has("modules") else { return nil }
        let items = top.list("modules", count: 1...100, of: "modules") ?? []
        return items.compactMap { item in
            let keys = ["name", "description", "entities", "depends_on"]
            guard
                let section = PlanSection(
                    item.node, path: item.path, keys: keys, hint: "Give a name and entities.", context: context)
            else { return nil }
            section.requireKey("name", "Add 'name: billing'.")
            section.requireKey("entities", "List the entities of the module: 'entities: [Invoice]'.")
            var draft = ModuleDraft()
            draft.name = section.name("name", .snake)
            draft.description = section.text("description")?.value ?? ""
            draft.entities = section.names("entities", .pascal, count: 1...200, of: "entities") ?? []
            draft.dependsOn = section.names("depends_on", .snake, count: 0...100, of: "modules") ?? []
            return draft
        }
    }

    /// `endpoints` or `commands`.
    func actions(_ top: PlanSection, key: String) -> [ActionDraft] {
        let isEndpoint = key == "endpoints"
        let items = top.list(key, count: 0...500, of: key) ?? []
        return items.compactMap { item in
            let keys =
                isEndpoint
                ? ["name", "method", "path", "description", "entity", "requires", "set"]
                : ["name", "description", "entity", "requires", "set"]
            guard
                let section = PlanSection(
                    item.node, path: item.path, keys: keys, hint: "Give a name, an entity and the fields to set.",
                    context: context)
            else { return nil }
            section.requireKey("name", isEndpoint ? "Add 'name: complete_todo'." : "Add 'name: complete'.")
            section.requireKey("entity", "Name the entity it acts on: 'entity: Todo'.")
            section.requireKey("set", "Say which fields change: 'set: {status: done}'.")
            var draft = ActionDraft(isEndpoint: isEndpoint, path: item.path, position: item.node.position)
            draft.name = section.name("name", isEndpoint ? .snake : .kebab)
            draft.description = section.text("description")?.value ?? ""
            draft.entity = section.name("entity", .pascal)
            if isEndpoint {
                section.requireKey("path", "Add 'path: /todos/{id}/complete'.")
                draft.method = method(section)
                draft.urlPath = urlPath(section)
            }
            draft.requires = assignments(section, "requires", minimum: 0)
            draft.set = assignments(section, "set", minimum: 1)
            return draft
        }
    }

    private static let methods = ["POST", "PUT", "PATCH"]

    private func method(_ section: PlanSection) -> Located<String>? {
        guard let text = section.text("method") else { return nil }
        guard Self.methods.contains(text.value) else {
            context.error(
                .unknownValue, text.path, at: text.position, "'\(text.value.clipped)' is no method for an action",
                Suggestion.hint(for: text.value, among: Self.methods, what: "methods"))
            return nil
        }
        return text
    }

    private func urlPath(_ section: PlanSection) -> Located<String>? {
        guard let text = section.text("path", length: 1...200) else { return nil }
        let segments = text.value.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        let isPlain = { (segment: String) in
            NameForm.kebab.matches(segment) || NameForm.snake.matches(segment)
        }
        let isGood =
            text.value.hasPrefix("/") && !segments.isEmpty && segments.allSatisfy { $0 == "{id}" || isPlain($0) }
        guard isGood, segments.filter({ $0 == "{id}" }).count == 1 else {
            context.error(
                .badForm, text.path, at: text.position, "'\(text.value.clipped)' is no path of an action",
                "Write lower-case words and exactly one {id}, such as /todos/{id}/complete.")
            return nil
        }
        return text
    }

    private func assignments(
        _ section: PlanSection, _ key: String, minimum: Int
    ) -> [(field: String, value: Located<ScalarValue>)] {
        guard let entry = section.entry(key) else { return [] }
        let path = section.path(key)
        guard case .mapping(let entries) = entry.value.content else {
            context.error(
                .wrongType, path, at: entry.value.position,
                "expected a mapping of fields to values, found \(entry.value.kindName)",
                "Write {status: done}.")
            return []
        }
        if entries.count < minimum {
            context.error(.outOfRange, path, at: entry.value.position, "no field is named", "Write {status: done}.")
        }
        return entries.compactMap { entry in
            guard let literal = entry.value.literal else {
                context.error(
                    .wrongType, "\(path).\(entry.key.clipped)", at: entry.value.position,
                    "expected one value, found \(entry.value.kindName)", "Give one value.")
                return nil
            }
            return (
                entry.key, Located(value: literal, position: entry.value.position, path: "\(path).\(entry.key.clipped)")
            )
        }
    }

    func quality(_ top: PlanSection) -> QualityGates {
        var gates = QualityGates(tests: true, lint: true, minimumCoverage: 0)
        guard let entry = top.entry("quality"),
            let section = PlanSection(
                entry.value, path: "quality", keys: ["tests", "lint", "minimum_coverage"],
                hint: "Write {tests: true, lint: true}.", context: context)
        else { return gates }
        gates.tests = section.boolean("tests") ?? true
        gates.lint = section.boolean("lint") ?? true
        if let coverage = section.integer("minimum_coverage", in: 0...100) {
            gates.minimumCoverage = Int(coverage.value)
            if coverage.value > 0, !gates.tests {
                context.error(
                    .conflict, coverage.path, at: coverage.position,
                    "coverage is demanded, but the tests are switched off",
                    "Write 'tests: true', or remove 'minimum_coverage'.")
            }
        }
        return gates
    }

    func budget(_ top: PlanSection) -> BudgetSpec {
        var budget = BudgetSpec()
        guard let entry = top.entry("budget"),
            let section = PlanSection(
                entry.value, path: "budget", keys: ["max_cost_usd", "max_tokens", "max_minutes"],
                hint: "Write {max_cost_usd: 1.00}.", context: context)
        else { return budget }
        if let cost = section.number("max_cost_usd") {
            if (0...1_000_000).contains(cost.value) {
                // The limit keeps the product far below 2^53, so that rounding restores the written decimals.
                budget.maxCostMicroUSD = Int64((cost.value * 1_000_000).rounded())
            } else {
                context.error(
                    .outOfRange, cost.path, at: cost.position,
                    "\(JSONNumber(cost.value).description) US dollars are out of range",
                    "Allowed are 0 to 1000000.")
            }
        }
        budget.maxTokens = section.integer("max_tokens", in: 1...1_000_000_000_000)?.value
        budget.maxMinutes = section.integer("max_minutes", in: 1...43_200).map { Int($0.value) }
        return budget
    }

    func tasks(_ top: PlanSection) -> [TaskDraft] {
        let items = top.list("tasks", count: 1...context.limits.maximumTasks, of: "tasks") ?? []
        let keys = ["id", "capability", "depends_on", "input", "timeout_seconds", "max_attempts"]
        return items.compactMap { item in
            guard
                let section = PlanSection(
                    item.node, path: item.path, keys: keys, hint: "Give an id and a capability.", context: context)
            else { return nil }
            section.requireKey("id", "Add 'id: fetch'.")
            section.requireKey("capability", "Name what an agent must be able to do: 'capability: acme.fetch'.")
            var draft = TaskDraft()
            draft.id = section.name("id", .taskID)
            draft.capability = section.name("capability", .capability)?.value ?? ""
            draft.dependsOn = section.names("depends_on", .taskID, count: 0...10_000, of: "task ids") ?? []
            if let input = section.entry("input") { draft.inputJSON = canonical(input.value, section.path("input")) }
            if let timeout = section.integer("timeout_seconds", in: 1...86_400) {
                draft.timeoutSeconds = Int(timeout.value)
            }
            if let attempts = section.integer("max_attempts", in: 1...10) { draft.maxAttempts = Int(attempts.value) }
            return draft
        }
    }

    private func canonical(_ node: PlanNode, _ path: String) -> String {
        do {
            return String(decoding: try node.json(path: path, context: context).canonical(), as: UTF8.self)
        } catch {
            context.error(
                .badValue, path, at: node.position, "the input holds a number that JSON readers would change",
                "Write integers beyond 9007199254740991 as text.")
            return "null"
        }
    }
}
