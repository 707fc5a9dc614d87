import LunaCore
import LunaPlan

/// Writes code from a plan with no model: deterministic, pure, no I/O. Safe to call from any thread.
public enum TemplateBackend {
    /// Version of the templates; part of the key under which earlier output may be reused.
    public static let version = "1"

    /// Kinds of work that ``render(kind:subject:plan:)`` knows, sorted.
    public static var kinds: [String] { renderers.keys.sorted() }

    /// The files of one task.
    ///
    /// Different tasks of a plan never give the same path, and the same input always gives the same files.
    ///
    /// - Parameters:
    ///   - kind: kind of the task, one of ``kinds``.
    ///   - subject: name of the entity or module that the task is about; empty for the whole project.
    ///   - plan: a validated plan.
    /// - Throws: `LunaError` `codegen.unsupported` when the kind, the language or the subject is none that the
    ///   templates can serve.
    public static func render(kind: String, subject: String, plan: ProjectPlan) throws -> [GeneratedFile] {
        guard plan.project.language == .python else {
            throw LunaError(
                "codegen.unsupported", .validation,
                "The templates write python, not \(plan.project.language.rawValue). Use python, or a model for this language.",
                details: ["supported": "python"])
        }
        guard let renderer = renderers[kind] else {
            throw LunaError(
                "codegen.unsupported", .validation,
                "The templates know no work of the kind '\(kind)'. They know: \(kinds.joined(separator: ", ")).",
                details: ["kind": kind])
        }
        let project = try ProjectView(plan)
        if let type = renderer.type, type != plan.project.type {
            throw LunaError(
                "codegen.unsupported", .validation,
                "'\(kind)' is for projects of type \(type.rawValue), this one is \(plan.project.type.rawValue).",
                details: ["kind": kind])
        }
        return try renderer.render(project, subject)
    }

    struct Renderer: Sendable {
        /// The project type it belongs to; nil for all.
        let type: ProjectType?
        let render: @Sendable (ProjectView, String) throws -> [GeneratedFile]
    }

    private static let renderers: [String: Renderer] = {
        var all = RestTemplates.renderers
        all.merge(CommandLineTemplates.renderers) { first, _ in first }
        all.merge(LibraryTemplates.renderers) { first, _ in first }
        all["python.docs"] = Renderer(type: nil) { project, _ in try Readme.render(project) }
        return all
    }()
}
