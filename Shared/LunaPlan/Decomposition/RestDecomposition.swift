/// The tasks of a REST API: infrastructure, six tasks for each entity, wiring, checks.
struct RestDecomposition {
    let plan: ProjectPlan

    func nodes() -> [TaskNode] {
        let factory = NodeFactory(plan: plan)
        let scaffold = factory.code("project.scaffold", "python.rest.scaffold", "Project skeleton", after: [])
        let settings = factory.code("project.settings", "python.rest.settings", "Settings", after: [scaffold.id])
        let errors = factory.code(
            "project.errors", "python.rest.errors", "Errors and their answers", after: [scaffold.id])
        let database = factory.code("project.database", "python.rest.database", "Database access", after: [settings.id])
        let pagination = factory.code(
            "project.pagination", "python.rest.pagination", "Pagination", after: [scaffold.id])
        let support = factory.code(
            "project.tests.support", "python.rest.tests.support", "Test support", after: [settings.id, database.id])
        var nodes = [scaffold, settings, errors, database, pagination, support]
        let homes = factory.modules()
        let references = factory.references()
        for module in plan.modules {
            nodes.append(
                factory.code(
                    "module.\(module.name)", "python.rest.module", "Module \(module.name)", subject: module.name,
                    after: [scaffold.id]))
        }
        var routes: [String] = []
        var checks: [TaskNode] = []
        for entity in plan.entities {
            nodes += self.entity(entity, homes[entity.name], references[entity.name] ?? [], factory)
            routes.append("\(entity.taskPrefix).routes")
        }
        for module in plan.modules {
            let ids = ["module.\(module.name)"] + nodes.filter { module.entities.contains($0.subject) }.map(\.id)
            checks.append(factory.syntax(module, after: ids))
        }
        let app = factory.code(
            "project.app", "python.rest.app", "Application and routing",
            after: [settings.id, database.id, errors.id] + routes)
        nodes += [
            app,
            factory.code(
                "project.tests.app", "python.rest.tests.app", "Tests of the application", after: [app.id, support.id]),
            factory.code("project.openapi", "python.rest.openapi", "OpenAPI document and its test", after: [app.id]),
            factory.code("project.container", "python.rest.container", "Container files", after: [settings.id]),
            factory.code("project.docs", "python.docs", "README", after: [app.id]),
        ]
        return factory.finish(nodes, modules: checks)
    }

    private func entity(
        _ entity: EntitySpec, _ module: ModuleSpec?, _ references: [EntitySpec], _ factory: NodeFactory
    ) -> [TaskNode] {
        let prefix = entity.taskPrefix
        let home = module.map { ["module.\($0.name)"] } ?? []
        func node(_ part: String, _ title: String, _ after: [String]) -> TaskNode {
            factory.code(
                "\(prefix).\(part)", "python.rest.\(part)", "\(title) of \(entity.name)", subject: entity.name,
                after: after)
        }
        return [
            node("model", "Model", home + ["project.database"] + references.map { "\($0.taskPrefix).model" }),
            node("schema", "Schemas", home),
            node(
                "repository", "Repository",
                ["\(prefix).model", "\(prefix).schema", "project.errors", "project.pagination"]),
            node(
                "routes", "Routes",
                ["\(prefix).repository", "\(prefix).schema", "project.errors", "project.pagination"]),
            node("tests.repository", "Repository tests", ["\(prefix).repository", "project.tests.support"]),
            node("tests.api", "API tests", ["\(prefix).routes", "project.tests.support"]),
        ]
    }
}
