/// Turns a draft without errors into the plan.
enum PlanAssembly {
    /// `nil` only if the draft had errors after all.
    static func plan(from draft: PlanDraft) -> ProjectPlan? {
        guard let name = draft.project.name?.value, let type = draft.project.type?.value else { return nil }
        let entities = draft.entities.compactMap(entity)
        return ProjectPlan(
            formatVersion: 1,
            project: ProjectSpec(
                name: name, type: type, language: draft.project.language ?? .python,
                description: draft.project.description,
                version: draft.project.version, license: draft.project.license, authors: draft.project.authors),
            entities: entities,
            modules: modules(draft, entities, type),
            endpoints: draft.actions.filter(\.isEndpoint).compactMap(endpoint),
            commands: draft.actions.filter { !$0.isEndpoint }.compactMap(command),
            quality: draft.quality, budget: draft.budget, autonomy: draft.autonomy,
            tasks: draft.tasks.compactMap(task))
    }

    private static func entity(_ draft: EntityDraft) -> EntitySpec? {
        guard let name = draft.name?.value else { return nil }
        return EntitySpec(
            name: name, plural: draft.plural?.value ?? EntitySpec.derivedPlural(of: name),
            description: draft.description,
            fields: draft.fields.compactMap(field), operations: draft.operations, filterBy: draft.filterBy.map(\.value),
            sortBy: draft.sortBy.map(\.value), unique: draft.unique.map { $0.map(\.value) })
    }

    private static func field(_ draft: FieldDraft) -> FieldSpec? {
        guard let name = draft.name?.value, let type = draft.type else { return nil }
        return FieldSpec(
            name: name, type: type, description: draft.description, required: draft.required, unique: draft.unique,
            defaultValue: draft.defaultValue?.value, minLength: draft.minLength.map { Int($0.value) },
            maxLength: draft.maxLength.map { Int($0.value) }, minimum: draft.minimum?.value,
            maximum: draft.maximum?.value,
            pattern: draft.pattern?.value)
    }

    private static func modules(_ draft: PlanDraft, _ entities: [EntitySpec], _ type: ProjectType) -> [ModuleSpec] {
        if let modules = draft.modules {
            return modules.compactMap { module in
                module.name.map {
                    ModuleSpec(
                        name: $0.value, description: module.description, entities: module.entities.map(\.value),
                        dependsOn: module.dependsOn.map(\.value))
                }
            }
        }
        if type == .tasks { return [] }
        return [ModuleSpec(name: "core", description: "", entities: entities.map(\.name), dependsOn: [])]
    }

    private static func endpoint(_ draft: ActionDraft) -> EndpointSpec? {
        guard let name = draft.name?.value, let path = draft.urlPath?.value, let entity = draft.entity?.value else {
            return nil
        }
        return EndpointSpec(
            name: name, method: draft.method?.value ?? "POST", path: path, description: draft.description,
            entity: entity,
            requires: values(draft.requires), set: values(draft.set))
    }

    private static func command(_ draft: ActionDraft) -> CommandSpec? {
        guard let name = draft.name?.value, let entity = draft.entity?.value else { return nil }
        return CommandSpec(
            name: name, description: draft.description, entity: entity, requires: values(draft.requires),
            set: values(draft.set))
    }

    private static func values(_ pairs: [(field: String, value: Located<ScalarValue>)]) -> [String: ScalarValue] {
        Dictionary(pairs.map { ($0.field, $0.value.value) }, uniquingKeysWith: { first, _ in first })
    }

    private static func task(_ draft: TaskDraft) -> ExplicitTask? {
        guard let id = draft.id?.value else { return nil }
        return ExplicitTask(
            id: id, capability: draft.capability, dependsOn: draft.dependsOn.map(\.value), inputJSON: draft.inputJSON,
            timeoutSeconds: draft.timeoutSeconds, maxAttempts: draft.maxAttempts)
    }
}
