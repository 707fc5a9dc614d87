import LunaPlan

/// The frame of a REST service.
enum RestScaffold {
    static func render(_ project: ProjectView) -> [GeneratedFile] {
        [
            ProjectFile.pyproject(
                project,
                dependencies: ["fastapi>=0.115.2", "pydantic>=2.9", "sqlalchemy>=2.0.30", "uvicorn>=0.30"],
                // The test client of older FastAPI versions needs httpx, that of newer ones httpx2.
                development: ["httpx>=0.27", "httpx2>=2", "pytest>=8", "pytest-cov>=5", "ruff>=0.6"],
                script: "\(project.package).__main__:main"),
            ProjectFile.gitignore(["*.db", "*.db-journal", "openapi.json"]),
        ] + ProjectFile.packageFiles(project)
    }
}
