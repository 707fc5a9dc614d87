import LunaCore
import LunaPlan

/// A plan as the Python templates see it: names resolved, references followed.
struct ProjectView {
    let plan: ProjectPlan
    /// Importable package name.
    let package: String
    let modules: [ModuleView]
    /// In the order of the plan.
    let entities: [EntityView]

    /// Files and packages that a generated package has beside the plan's modules.
    private static let ownNames: Set<String> = [
        "app", "settings", "errors", "database", "repository", "pagination", "schema_types", "models", "main", "cli",
        "storage", "validation", "collection", "tests", "scripts", "conftest", "records", "output", "arguments",
    ]

    init(_ plan: ProjectPlan) throws {
        self.plan = plan
        let package = PythonNames.package(plan.project.name)
        self.package = package
        let classNames = PythonNames.classNames(plan.entities.map(\.name))
        let known = Dictionary(plan.entities.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var moduleOf: [String: String] = [:]
        var modules: [ModuleView] = []
        for module in plan.modules {
            let name = PythonNames.moduleName(module.name, taken: Self.ownNames, suffix: "_module")
            // A command-line tool is small enough to do without packages for modules.
            if plan.project.type != .cli { for entity in module.entities { moduleOf[entity] = name } }
            modules.append(ModuleView(spec: module, name: name))
        }
        self.modules = modules
        let moduleNames = Set(modules.map(\.name))
        entities = try plan.entities.map { spec in
            let module = moduleOf[spec.name]
            // An entity without a module lives beside the modules, so it must not have the name of one.
            let taken = module == nil ? Self.ownNames.union(moduleNames) : ["router"]
            let folder = PythonNames.moduleName(spec.name, taken: taken, suffix: "_entity")
            return try EntityView(
                spec: spec, className: classNames[spec.name] ?? spec.name, module: module, folder: folder,
                package: package,
                fields: spec.fields.map { field in
                    if case .reference(let target, _) = field.type, known[target] == nil {
                        throw LunaError(
                            "codegen.unsupported", .validation,
                            "Field '\(field.name)' of '\(spec.name)' refers to '\(target)', which the plan does not declare. Validate the plan first."
                        )
                    }
                    return FieldView(spec: field)
                })
        }
        try refuseImpossibleReferences()
    }

    func entity(_ name: String) throws -> EntityView {
        guard let entity = entities.first(where: { $0.spec.name == name }) else {
            throw LunaError("codegen.unsupported", .validation, "The plan has no entity '\(name)'.")
        }
        return entity
    }

    func module(_ name: String) throws -> ModuleView {
        guard let module = modules.first(where: { $0.spec.name == name }) else {
            throw LunaError("codegen.unsupported", .validation, "The plan has no module '\(name)'.")
        }
        return module
    }

    func entities(of module: ModuleView) -> [EntityView] { entities.filter { $0.module == module.name } }

    /// The entity that a reference field points at.
    func target(of field: FieldView) throws -> EntityView {
        guard case .reference(let name, _) = field.spec.type else {
            throw LunaError("codegen.unsupported", .internal, "Field '\(field.spec.name)' is no reference.")
        }
        return try entity(name)
    }

    /// How many rows the test factories can make in one database, counting that each needs parents of its own.
    func capacity(of entity: EntityView) -> Int {
        var made: [String: Int] = [:]
        func count(_ entity: EntityView, depth: Int) {
            made[entity.spec.name, default: 0] += 1
            guard depth < 30, made.values.reduce(0, +) < 10_000 else { return }
            for field in entity.fields where field.isReference && field.isRequiredOnCreate {
                if let target = try? target(of: field) { count(target, depth: depth + 1) }
            }
        }
        count(entity, depth: 0)
        return entities.compactMap { other -> Int? in
            guard let times = made[other.spec.name], let own = other.ownCapacity else { return nil }
            return own / times
        }.min() ?? Int.max
    }

    func imports() -> PythonImports { PythonImports(firstParty: [package, "tests"]) }

    /// Entities that must exist before others can: references of `entity` first. Cycles go through optional fields only.
    private func refuseImpossibleReferences() throws {
        var finished: Set<String> = []
        func visit(_ entity: EntityView, path: [String]) throws {
            if let start = path.firstIndex(of: entity.spec.name) {
                let cycle = (path[start...] + [entity.spec.name]).joined(separator: " -> ")
                throw LunaError(
                    "codegen.unsupported", .validation,
                    "No '\(entity.spec.name)' could ever be created, because required references form a cycle: \(cycle). Make one of them optional."
                )
            }
            guard !finished.contains(entity.spec.name) else { return }
            for field in entity.fields where field.isReference && field.isRequiredOnCreate {
                try visit(try target(of: field), path: path + [entity.spec.name])
            }
            finished.insert(entity.spec.name)
        }
        for entity in entities { try visit(entity, path: []) }
    }
}

struct ModuleView {
    let spec: ModuleSpec
    /// Python package inside the project's package.
    let name: String
}
