/// The tasks of a library: errors and validation, three tasks for each entity, checks.
struct LibraryDecomposition {
    let plan: ProjectPlan

    func nodes() -> [TaskNode] {
        let factory = NodeFactory(plan: plan)
        let scaffold = factory.code("project.scaffold", "python.lib.scaffold", "Project skeleton", after: [])
        let errors = factory.code("project.errors", "python.lib.errors", "Errors", after: [scaffold.id])
        let validation = factory.code("project.validation", "python.lib.validation", "Validation", after: [errors.id])
        var nodes = [scaffold, errors, validation]
        let homes = factory.modules()
        let references = factory.references()
        for module in plan.modules {
            nodes.append(
                factory.code(
                    "module.\(module.name)", "python.lib.module", "Module \(module.name)", subject: module.name,
                    after: [scaffold.id]))
        }
        for entity in plan.entities {
            let prefix = entity.taskPrefix
            let home = homes[entity.name].map { ["module.\($0.name)"] } ?? []
            let types = (references[entity.name] ?? []).map { "\($0.taskPrefix).type" }
            nodes += [
                factory.code(
                    "\(prefix).type", "python.lib.type", "Type \(entity.name)", subject: entity.name,
                    after: home + [validation.id] + types),
                factory.code(
                    "\(prefix).collection", "python.lib.collection", "Collection of \(entity.name)",
                    subject: entity.name,
                    after: ["\(prefix).type", errors.id]),
                factory.code(
                    "\(prefix).tests", "python.lib.tests", "Tests of \(entity.name)", subject: entity.name,
                    after: ["\(prefix).collection"]),
            ]
        }
        let checks = plan.modules.map { module in
            factory.syntax(
                module,
                after: ["module.\(module.name)"] + nodes.filter { module.entities.contains($0.subject) }.map(\.id))
        }
        nodes.append(
            factory.code(
                "project.docs", "python.docs", "README", after: plan.entities.map { "\($0.taskPrefix).collection" }))
        return factory.finish(nodes, modules: checks)
    }
}
