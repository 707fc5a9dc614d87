/// Modules: every entity in exactly one, dependencies known, without cycles, and covering the references.
struct ModuleChecks {
    let draft: PlanDraft
    let context: PlanContext

    func run() {
        guard let modules = draft.modules else { return }
        checkNames(modules)
        let owners = checkMembership(modules)
        let reach = checkDependencies(modules)
        checkReferences(modules, owners, reach)
    }

    private func checkNames(_ modules: [ModuleDraft]) {
        let language = draft.project.language ?? .python
        let parts = draft.project.type.map { ReservedWords.packageParts(of: $0.value) } ?? []
        var seen: Set<String> = []
        for module in modules {
            guard let name = module.name else { continue }
            if !seen.insert(name.value).inserted {
                context.error(
                    .duplicate, name.path, at: name.position, "there are two modules '\(name.value)'",
                    "Rename one of them.")
            }
            if ReservedWords.keywords(of: language).contains(name.value) || parts.contains(name.value) {
                context.error(
                    .reservedWord, name.path, at: name.position,
                    "'\(name.value)' is taken by a part of the generated package or by \(language.rawValue)",
                    "Choose another name, such as '\(name.value)_items'.")
            }
        }
    }

    /// The module's index by entity name.
    private func checkMembership(_ modules: [ModuleDraft]) -> [String: Int] {
        let known = draft.entities.compactMap { $0.name?.value }
        var owners: [String: Int] = [:]
        for (index, module) in modules.enumerated() {
            for entity in module.entities {
                guard known.contains(entity.value) else {
                    context.error(
                        .unknownReference, entity.path, at: entity.position, "there is no entity '\(entity.value)'",
                        Suggestion.hint(for: entity.value, among: known, what: "entities"))
                    continue
                }
                if let first = owners[entity.value] {
                    context.error(
                        .duplicate, entity.path, at: entity.position,
                        "'\(entity.value)' is already in module '\(modules[first].name?.value ?? "?")'",
                        "An entity belongs to one module: remove it from one of them.")
                } else {
                    owners[entity.value] = index
                }
            }
        }
        for entity in draft.entities {
            guard let name = entity.name, owners[name.value] == nil else { continue }
            context.error(
                .unassigned, name.path, at: name.position, "'\(name.value)' belongs to no module",
                "Add it to the 'entities' of a module, or remove 'modules' to have just one.")
        }
        return owners
    }

    /// Indices of modules reachable by `depends_on`, by module.
    private func checkDependencies(_ modules: [ModuleDraft]) -> [Set<Int>] {
        let names = modules.map { $0.name?.value ?? "" }
        let numbers = Dictionary(names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { a, _ in a })
        var edges: [[Int]] = Array(repeating: [], count: modules.count)
        for (index, module) in modules.enumerated() {
            for dependency in module.dependsOn {
                if let target = numbers[dependency.value] {
                    edges[index].append(target)
                } else {
                    context.error(
                        .unknownReference, dependency.path, at: dependency.position,
                        "there is no module '\(dependency.value)'",
                        Suggestion.hint(for: dependency.value, among: names.filter { !$0.isEmpty }, what: "modules"))
                }
            }
        }
        for cycle in CycleFinder.cycles(count: modules.count, edges: edges) {
            let next = names[cycle[cycle.count == 1 ? 0 : 1]]
            guard let place = modules[cycle[0]].dependsOn.first(where: { $0.value == next }) else { continue }
            let ring = (cycle + [cycle[0]]).map { names[$0] }.joined(separator: " → ")
            context.error(
                .cycle, place.path, at: place.position, "modules depend on each other in a circle: \(ring)",
                "Remove one of these dependencies, or join the modules.")
        }
        return edges.indices.map { start in
            var reached: Set<Int> = [start]
            var queue = [start]
            while let node = queue.popLast() {
                for target in edges[node] where reached.insert(target).inserted { queue.append(target) }
            }
            return reached
        }
    }

    private func checkReferences(_ modules: [ModuleDraft], _ owners: [String: Int], _ reach: [Set<Int>]) {
        for entity in draft.entities {
            guard let name = entity.name?.value, let home = owners[name] else { continue }
            for field in entity.fields {
                guard let target = field.target, let other = owners[target.value], !reach[home].contains(other) else {
                    continue
                }
                let homeName = modules[home].name?.value ?? "?"
                let otherName = modules[other].name?.value ?? "?"
                // Two modules of one name are reported as such.
                if homeName == otherName { continue }
                context.error(
                    .conflict, target.path, at: target.position,
                    "'\(target.value)' is in module '\(otherName)', on which module '\(homeName)' does not depend",
                    "Add '\(otherName)' to 'depends_on' of '\(homeName)'.")
            }
        }
    }
}
