import LunaPlan

/// A module of the plan: a package with one router for its entities.
enum RestModule {
    static func render(_ project: ProjectView, _ module: ModuleView) throws -> [GeneratedFile] {
        let summary =
            PythonText.plain(module.spec.description).isEmpty ? "The module \(module.name)" : module.spec.description
        let entities = project.entities(of: module)
        var imports = project.imports()
        imports.from("fastapi", "APIRouter")
        var lines: [String] = []
        for entity in entities {
            let name = "\(entity.folder)_router"
            imports.from("\(entity.importPath).routes", "router as \(name)")
            lines.append("router.include_router(\(name))")
        }
        let text = """
            \(PythonText.docstring("All routes of the module \(module.name)"))

            \(imports.text)

            router = APIRouter()
            \(lines.joined(separator: "\n"))
            """
        return [
            GeneratedFile(
                path: "src/\(project.package)/\(module.name)/__init__.py",
                contents: (PythonText.docstring(summary) + "\n").formattedPython()),
            GeneratedFile(path: "src/\(project.package)/\(module.name)/router.py", contents: text.formattedPython()),
        ]
    }
}
