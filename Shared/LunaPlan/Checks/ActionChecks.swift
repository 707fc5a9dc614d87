/// Endpoints and commands: known entity and fields, fitting values, no clashes.
struct ActionChecks {
    let draft: PlanDraft
    let context: PlanContext

    func run() {
        var operations = crudOperations()
        var routes = crudRoutes()
        var commands: Set<String> = []
        for action in draft.actions {
            let entity = checkEntity(action)
            if action.isEndpoint {
                checkOperation(action, &operations)
                checkRoute(action, &routes)
            } else {
                checkCommand(action, &commands)
            }
            guard let entity else { continue }
            checkValues(action.requires, entity)
            checkValues(action.set, entity)
        }
    }

    private func checkEntity(_ action: ActionDraft) -> EntityDraft? {
        guard let name = action.entity else { return nil }
        if let entity = draft.entities.first(where: { $0.name?.value == name.value }) { return entity }
        let known = draft.entities.compactMap { $0.name?.value }
        context.error(
            .unknownReference, name.path, at: name.position, "there is no entity '\(name.value)'",
            Suggestion.hint(for: name.value, among: known, what: "entities"))
        return nil
    }

    private func checkValues(_ values: [(field: String, value: Located<ScalarValue>)], _ entity: EntityDraft) {
        for (name, value) in values {
            guard let field = entity.field(name) else {
                let isGiven = ReservedWords.givenFields.contains(name)
                context.error(
                    .unknownReference, value.path, at: value.position,
                    isGiven
                        ? "'\(name)' is kept by the software itself"
                        : "\(entity.name?.value ?? "the entity") has no field '\(name.clipped)'",
                    isGiven ? "Remove it." : Suggestion.hint(for: name, among: entity.fieldNames, what: "fields"))
                continue
            }
            let pattern = field.pattern.flatMap { try? PatternSyntax($0.value) }
            if let problem = FieldChecks.objection(to: value.value, field: field, pattern: pattern) {
                context.error(
                    .badValue, value.path, at: value.position, "the value \(problem)",
                    "Choose a value that the field allows.")
            }
        }
    }

    // MARK: - Clashes

    /// Operation ids that the CRUD endpoints take.
    private func crudOperations() -> [String: String] {
        var taken: [String: String] = [:]
        for entity in draft.entities {
            guard let name = entity.name?.value else { continue }
            let single = NameForm.words(of: name).joined(separator: "_")
            let plural = plural(entity, name).split(separator: "-").joined(separator: "_")
            for operation in entity.operations {
                taken["\(operation.rawValue)_\(operation == .list ? plural : single)"] =
                    "the \(operation.rawValue) endpoint of \(name)"
            }
        }
        return taken
    }

    /// Method and path of the CRUD endpoints.
    private func crudRoutes() -> [String: String] {
        var taken: [String: String] = [:]
        for entity in draft.entities {
            guard let name = entity.name?.value else { continue }
            let path = "/" + plural(entity, name)
            for operation in entity.operations {
                let routes: [String] =
                    switch operation {
                    case .list: ["GET \(path)"]
                    case .create: ["POST \(path)"]
                    case .get: ["GET \(path)/{id}"]
                    case .update: ["PATCH \(path)/{id}", "PUT \(path)/{id}"]
                    case .delete: ["DELETE \(path)/{id}"]
                    }
                for route in routes { taken[route] = "the \(operation.rawValue) endpoint of \(name)" }
            }
        }
        return taken
    }

    private func plural(_ entity: EntityDraft, _ name: String) -> String {
        entity.plural?.value ?? EntitySpec.derivedPlural(of: name)
    }

    private func checkOperation(_ action: ActionDraft, _ taken: inout [String: String]) {
        guard let name = action.name else { return }
        if ReservedWords.keywords(of: draft.project.language ?? .python).contains(name.value) {
            context.error(
                .reservedWord, name.path, at: name.position, "'\(name.value)' is a reserved word",
                "Choose another name, such as '\(name.value)_item'.")
        }
        if let owner = taken.updateValue("another endpoint", forKey: name.value) {
            context.error(
                .duplicate, name.path, at: name.position, "the name '\(name.value)' is taken by \(owner)",
                "Choose another name.")
        }
    }

    private func checkRoute(_ action: ActionDraft, _ taken: inout [String: String]) {
        guard let path = action.urlPath else { return }
        let method = action.method?.value ?? "POST"
        if let owner = taken.updateValue("another endpoint", forKey: "\(method) \(path.value)") {
            context.error(
                .conflict, path.path, at: path.position, "\(method) \(path.value) is taken by \(owner)",
                "Choose another path, such as \(path.value)/\(action.name?.value.split(separator: "_").first ?? "action")."
            )
        }
    }

    private func checkCommand(_ action: ActionDraft, _ taken: inout Set<String>) {
        guard let name = action.name, let entity = action.entity else { return }
        if EntitySpec.Operation(rawValue: name.value) != nil {
            context.error(
                .duplicate, name.path, at: name.position,
                "'\(name.value)' is one of the commands that every entity has",
                "Choose another name.")
        } else if !taken.insert("\(entity.value) \(name.value)").inserted {
            context.error(
                .duplicate, name.path, at: name.position, "\(entity.value) has two commands '\(name.value)'",
                "Rename one of them.")
        }
    }
}
