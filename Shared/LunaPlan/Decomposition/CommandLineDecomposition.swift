/// The tasks of a command-line tool: storage, three tasks for each entity, the entry point, checks.
struct CommandLineDecomposition {
    let plan: ProjectPlan

    func nodes() -> [TaskNode] {
        let factory = NodeFactory(plan: plan)
        let scaffold = factory.code("project.scaffold", "python.cli.scaffold", "Project skeleton", after: [])
        let errors = factory.code("project.errors", "python.cli.errors", "Errors and exit codes", after: [scaffold.id])
        let storage = factory.code("project.storage", "python.cli.storage", "Storage", after: [errors.id])
        var nodes = [scaffold, errors, storage]
        let references = factory.references()
        for entity in plan.entities {
            let prefix = entity.taskPrefix
            let models = (references[entity.name] ?? []).map { "\($0.taskPrefix).model" }
            nodes += [
                factory.code(
                    "\(prefix).model", "python.cli.model", "Model of \(entity.name)", subject: entity.name,
                    after: [errors.id] + models),
                factory.code(
                    "\(prefix).commands", "python.cli.commands", "Commands of \(entity.name)", subject: entity.name,
                    after: ["\(prefix).model", storage.id]),
                factory.code(
                    "\(prefix).tests", "python.cli.tests", "Tests of \(entity.name)", subject: entity.name,
                    after: ["\(prefix).commands"]),
            ]
        }
        let main = factory.code(
            "project.main", "python.cli.main", "Entry point",
            after: [errors.id] + plan.entities.map { "\($0.taskPrefix).commands" })
        nodes += [
            main,
            factory.code("project.tests.main", "python.cli.tests.main", "Tests of the entry point", after: [main.id]),
            factory.code("project.docs", "python.docs", "README", after: [main.id]),
        ]
        return factory.finish(nodes, modules: [])
    }
}
