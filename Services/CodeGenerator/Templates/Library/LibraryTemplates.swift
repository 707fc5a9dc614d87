import LunaPlan

/// The kinds of work that make up a library: frozen dataclasses and in-memory collections with the standard library
/// only, because a library should not force dependencies on those who use it.
enum LibraryTemplates {
    static let renderers: [String: TemplateBackend.Renderer] = [
        "python.lib.scaffold": whole(LibraryScaffold.render),
        "python.lib.errors": whole { [RecordTemplates.errors($0, exitCodes: false)] },
        "python.lib.validation": whole {
            [
                GeneratedFile(path: "src/\($0.package)/records.py", contents: RecordTemplates.module($0, .uuid)),
                LibraryCollection.base($0), RecordTests.render($0, .uuid), LibraryCollectionTests.render($0),
            ]
        },
        "python.lib.module": TemplateBackend.Renderer(type: .library) { project, subject in
            let module = try project.module(subject)
            let summary =
                PythonText.plain(module.spec.description).isEmpty
                ? "The module \(module.name)" : module.spec.description
            return [
                GeneratedFile(
                    path: "src/\(project.package)/\(module.name)/__init__.py",
                    contents: (PythonText.docstring(summary) + "\n").formattedPython())
            ]
        },
        "python.lib.type": entity(LibraryType.render),
        "python.lib.collection": entity(LibraryCollection.render),
        "python.lib.tests": entity(LibraryTests.render),
    ]

    private static func whole(
        _ render: @escaping @Sendable (ProjectView) throws -> [GeneratedFile]
    ) -> TemplateBackend.Renderer {
        TemplateBackend.Renderer(type: .library) { project, _ in try render(project) }
    }

    private static func entity(
        _ render: @escaping @Sendable (ProjectView, EntityView) throws -> [GeneratedFile]
    ) -> TemplateBackend.Renderer {
        TemplateBackend.Renderer(type: .library) { try render($0, $0.entity($1)) }
    }
}

/// The frame of a library.
enum LibraryScaffold {
    static func render(_ project: ProjectView) -> [GeneratedFile] {
        var imports = project.imports()
        imports.from("\(project.package).errors", "ConflictError", "DomainError", "InvalidFieldError", "NotFoundError")
        var names = ["ConflictError", "DomainError", "InvalidFieldError", "NotFoundError"]
        for entity in project.entities {
            imports.from("\(entity.importPath).model", entity.className)
            imports.from("\(entity.importPath).collection", "\(entity.className)Collection")
            names += [entity.className, "\(entity.className)Collection"]
        }
        let all = "__all__ = [\n" + names.sorted().map { "    \(PythonText.literal($0)),\n" }.joined() + "]"
        return [
            ProjectFile.pyproject(
                project, dependencies: [], development: ["pytest>=8", "pytest-cov>=5", "ruff>=0.6"], script: nil),
            ProjectFile.gitignore(),
        ] + ProjectFile.packageFiles(project, exports: imports.text + "\n\n" + all)
    }
}

/// The dataclass of an entity.
enum LibraryType {
    static func render(_ project: ProjectView, _ entity: EntityView) throws -> [GeneratedFile] {
        var imports = project.imports()
        let body = RecordTemplates.dataclass(entity, .uuid, &imports)
        let text = """
            \(PythonText.docstring("The type of \(entity.pluralLabel)"))

            \(imports.text)

            \(body)
            """
        return [
            GeneratedFile(
                path: entity.directory + "/__init__.py",
                contents: (PythonText.docstring("The \(entity.label): type and collection") + "\n").formattedPython()),
            GeneratedFile(path: entity.directory + "/model.py", contents: text.formattedPython()),
        ]
    }
}
