enum LibraryTemplates { static let renderers: [String: TemplateBackend.Renderer] = [:] }
enum LibraryReadme { static func text(_ project: ProjectView) throws -> String { "" } }
