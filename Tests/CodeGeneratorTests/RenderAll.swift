import LunaPlan

/// The tasks that a plan decomposes into, as far as the templates are concerned.
enum RenderAll {
    static func tasks(_ plan: ProjectPlan) -> [(kind: String, subject: String)] {
        let (whole, modules, entities): ([String], String?, [String]) =
            switch plan.project.type {
            case .restAPI:
                (
                    ["scaffold", "settings", "errors", "database", "pagination", "app", "tests.support", "tests.app", "openapi", "container"]
                        .map { "python.rest." + $0 },
                    "python.rest.module",
                    ["model", "schema", "repository", "routes", "tests.repository", "tests.api"].map { "python.rest." + $0 }
                )
            case .cli:
                (
                    ["scaffold", "errors", "storage", "main", "tests.main"].map { "python.cli." + $0 }, nil,
                    ["model", "commands", "tests"].map { "python.cli." + $0 }
                )
            default:
                (
                    ["scaffold", "errors", "validation"].map { "python.lib." + $0 }, "python.lib.module",
                    ["type", "collection", "tests"].map { "python.lib." + $0 }
                )
            }
        return (whole + ["python.docs"]).map { ($0, "") }
            + (modules.map { kind in plan.modules.map { (kind, $0.name) } } ?? [])
            + plan.entities.flatMap { entity in entities.map { ($0, entity.name) } }
    }
}
