import LunaPlan

/// The repository of an entity: what the generic one needs to know.
enum RestRepository {
    static func render(_ project: ProjectView, _ entity: EntityView) throws -> [GeneratedFile] {
        var imports = project.imports()
        imports.from("\(entity.importPath).model", entity.className)
        imports.from("\(project.package).repository", "Repository")
        var lines = ["    model = \(entity.className)", "    label = \(PythonText.literal(entity.label))"]
        let references = try entity.fields.filter(\.isReference).map { field in
            let target = try project.target(of: field)
            imports.from("\(target.importPath).model", target.className)
            return "\(PythonText.literal(field.attribute)): \(target.className)"
        }
        if !references.isEmpty { lines.append("    references = {\(references.joined(separator: ", "))}") }
        let groups = entity.uniqueGroups.map { group in
            let names = group.map { PythonText.literal($0.attribute) }
            return names.count == 1 ? "(\(names[0]),)" : "(\(names.joined(separator: ", ")))"
        }
        if !groups.isEmpty {
            lines.append("    unique = (\(groups.joined(separator: ", "))\(groups.count == 1 ? "," : ""))")
        }
        let head = "class \(entity.className)Repository(Repository[\(entity.className)]):"
        let text = """
            \(PythonText.docstring("Access to stored \(entity.pluralLabel)"))

            \(imports.text)


            \(head)
                \(PythonText.docstring("Creates, finds, changes and deletes \(entity.pluralLabel)", indent: 4))

            \(lines.joined(separator: "\n"))
            """
        return [GeneratedFile(path: entity.directory + "/repository.py", contents: text.formattedPython())]
    }
}
