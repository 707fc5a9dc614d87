import LunaPlan
import LunaTemplates

/// The tasks that a plan decomposes into, as far as the templates are concerned.
enum RenderAll {
    static func tasks(_ plan: ProjectPlan) throws -> [(kind: String, subject: String)] {
        try Decomposer.decompose(plan).nodes.filter { $0.capability.hasPrefix("codegen") }.map { ($0.kind, $0.subject) }
    }

    static func files(_ plan: ProjectPlan) throws -> [GeneratedFile] {
        try tasks(plan).flatMap { try TemplateBackend.render(kind: $0.kind, subject: $0.subject, plan: plan) }
    }
}
