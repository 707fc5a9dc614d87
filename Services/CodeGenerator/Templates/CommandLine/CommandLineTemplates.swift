import LunaPlan

/// The kinds of work that make up a command-line tool: argparse and SQLite from the standard library, so that it
/// installs anywhere at once and its data survives crashes and concurrent use.
enum CommandLineTemplates {
    static let renderers: [String: TemplateBackend.Renderer] = [
        "python.cli.scaffold": whole { project in
            [
                ProjectFile.pyproject(
                    project, dependencies: [], development: ["pytest>=8", "pytest-cov>=5", "ruff>=0.6"],
                    script: "\(project.package).__main__:main"),
                ProjectFile.gitignore(["*.db"]),
            ] + ProjectFile.packageFiles(project)
        },
        "python.cli.errors": whole { [RecordTemplates.errors($0, exitCodes: true)] },
        "python.cli.storage": whole {
            [
                GeneratedFile(path: "src/\($0.package)/records.py", contents: RecordTemplates.module($0, .integer)),
                CommandLineStorage.storage($0), CommandLineStorage.conftest($0),
                try CommandLineStorage.factories($0),
            ]
        },
        "python.cli.model": entity(CommandLineModel.render),
        "python.cli.commands": entity(CommandLineCommands.render),
        "python.cli.tests": entity(CommandLineTests.render),
        "python.cli.main": whole(CommandLineMain.render),
        "python.cli.tests.main": whole(CommandLineMain.tests),
    ]

    private static func whole(
        _ render: @escaping @Sendable (ProjectView) throws -> [GeneratedFile]
    ) -> TemplateBackend.Renderer {
        TemplateBackend.Renderer(type: .cli) { project, _ in try render(project) }
    }

    private static func entity(
        _ render: @escaping @Sendable (ProjectView, EntityView) throws -> [GeneratedFile]
    ) -> TemplateBackend.Renderer {
        TemplateBackend.Renderer(type: .cli) { try render($0, $0.entity($1)) }
    }
}
