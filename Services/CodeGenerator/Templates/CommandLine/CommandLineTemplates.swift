enum CommandLineTemplates { static let renderers: [String: TemplateBackend.Renderer] = [:] }
enum CommandLineReadme { static func text(_ project: ProjectView) throws -> String { "" } }
