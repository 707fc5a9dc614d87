import LunaPlan

/// The application: everything put together, and the way to start it.
enum RestApp {
    static func render(_ project: ProjectView) -> [GeneratedFile] {
        [app(project), main(project)]
    }

    /// Paths of the service's own endpoints, out of the way of the plan's entities.
    static func ownPath(_ name: String, _ project: ProjectView) -> String {
        let taken = project.entities.map { "/" + $0.pluralPath } + project.plan.endpoints.map(\.path)
        let isTaken = taken.contains { $0 == "/\(name)" || $0.hasPrefix("/\(name)/") }
        return isTaken ? "/-/\(name)" : "/\(name)"
    }

    private static func app(_ project: ProjectView) -> GeneratedFile {
        var imports = project.imports()
        imports.from("collections.abc", "AsyncIterator")
        imports.from("contextlib", "asynccontextmanager")
        imports.from("fastapi", "FastAPI")
        let package = project.package
        imports.from(package, "__version__")
        imports.from("\(package).database", "Database", "SessionDep")
        imports.from("\(package).errors", "problem_responses", "register_error_handlers")
        imports.from("\(package).settings", "Settings")
        imports.from("sqlalchemy", "text")
        var includes: [String] = []
        for module in project.modules {
            let name = "\(module.name)_router"
            imports.from("\(package).\(module.name).router", "router as \(name)")
            includes.append("    app.include_router(\(name))")
        }
        for entity in project.entities where entity.module == nil {
            let name = "\(entity.folder)_router"
            imports.from("\(entity.importPath).routes", "router as \(name)")
            includes.append("    app.include_router(\(name))")
        }
        let tags = project.entities.map {
            "    {\"name\": \(PythonText.literal($0.pluralPath)), \"description\": \(PythonText.wrappedLiteral(PythonText.sentence($0.summary), indent: 8, used: 17))},"
        }.map(tagLine)
        let spec = project.plan.project
        let description = PythonText.wrappedLiteral(PythonText.plain(spec.description), indent: 0, used: 14)
        let body = #"""
            \#(PythonText.docstring("The application"))

            \#(imports.text)

            DESCRIPTION = \#(description)
            TAGS = [
            \#(tags.joined(separator: "\n"))
            ]


            @asynccontextmanager
            async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
                app.state.database.create_tables()
                yield
                app.state.database.dispose()


            def create_app(settings: Settings | None = None, database: Database | None = None) -> FastAPI:
                """Build the application; tests pass a database of their own."""
                settings = settings or Settings.from_environment()
                app = FastAPI(
                    title=\#(PythonText.literal(spec.name)),
                    description=DESCRIPTION,
                    version=__version__,
                    openapi_tags=TAGS,
                    docs_url="\#(ownPath("docs", project))",
                    redoc_url=None,
                    lifespan=_lifespan,
                )
                app.state.database = database or Database(settings.database_url)
                register_error_handlers(app)
            \#(includes.joined(separator: "\n"))

                @app.get("\#(ownPath("health", project))", tags=["service"], responses=problem_responses(503))
                def health(session: SessionDep) -> dict[str, str]:
                    """Tell whether the service and its database work."""
                    session.execute(text("SELECT 1"))
                    return {"status": "ok"}

                return app
            """#
        return GeneratedFile(path: "src/\(package)/app.py", contents: body.formattedPython())
    }

    /// Breaks a tag whose description needed several literals.
    private static func tagLine(_ line: String) -> String {
        guard line.contains("\n") else { return line }
        let inner = line.dropFirst(5).dropLast(2)
        guard let comma = inner.firstIndex(of: ",") else { return line }
        return "    {\n        \(inner[..<comma]),\n        \(inner[inner.index(comma, offsetBy: 2)...]),\n    },"
    }

    private static func main(_ project: ProjectView) -> GeneratedFile {
        let text = #"""
            """Start the service: `python -m \#(project.package)`."""

            import sys

            import uvicorn

            from \#(project.package).app import create_app
            from \#(project.package).settings import Settings


            def main() -> int:
                """Serve until stopped; return 2 when the configuration is unusable."""
                try:
                    settings = Settings.from_environment()
                except ValueError as error:
                    print(f"Configuration error: {error}", file=sys.stderr)
                    return 2
                uvicorn.run(
                    create_app(settings),
                    host=settings.host,
                    port=settings.port,
                    log_level=settings.log_level.lower(),
                )
                return 0


            if __name__ == "__main__":
                sys.exit(main())
            """#
        return GeneratedFile(path: "src/\(project.package)/__main__.py", contents: text.formattedPython())
    }
}
