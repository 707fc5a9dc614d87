import LunaPlan

/// The dataclass of an entity.
enum CommandLineModel {
    static func render(_ project: ProjectView, _ entity: EntityView) throws -> [GeneratedFile] {
        var imports = project.imports()
        let body = RecordTemplates.dataclass(entity, .integer, &imports)
        let text = """
            \(PythonText.docstring("The type of \(entity.pluralLabel)"))

            \(imports.text)

            \(body)
            """
        return [
            GeneratedFile(
                path: entity.directory + "/__init__.py",
                contents: (PythonText.docstring("The \(entity.label): type and commands") + "\n").formattedPython()),
            GeneratedFile(path: entity.directory + "/model.py", contents: text.formattedPython()),
        ]
    }
}
