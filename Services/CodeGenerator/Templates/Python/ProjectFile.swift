import LunaPlan

/// `pyproject.toml` and the other files that every Python project has.
enum ProjectFile {
    /// - Parameters:
    ///   - dependencies: requirements at run time.
    ///   - development: further requirements for working on the project.
    ///   - script: `module:function` that the command of the project's name runs.
    static func pyproject(_ project: ProjectView, dependencies: [String], development: [String], script: String?)
        -> GeneratedFile
    {
        let spec = project.plan.project
        func list(_ items: [String]) -> String {
            items.isEmpty ? "[]" : "[\n" + items.map { "    \(toml($0)),\n" }.joined() + "]"
        }
        let authors = spec.authors.map(author)
        let minimum = max(0, min(100, project.plan.quality.minimumCoverage))
        let text = """
            [build-system]
            requires = ["setuptools>=69"]
            build-backend = "setuptools.build_meta"

            [project]
            name = \(toml(spec.name))
            version = \(toml(version(spec.version)))
            description = \(toml(PythonText.plain(spec.description)))
            readme = "README.md"
            requires-python = ">=3.11"
            license = { text = \(toml(PythonText.plain(spec.license))) }
            \(authors.isEmpty ? "" : "authors = [\n" + authors.map { "    \($0),\n" }.joined() + "]\n")\
            dependencies = \(list(dependencies))

            [project.optional-dependencies]
            dev = \(list(development))
            \(script.map { "\n[project.scripts]\n\(toml(spec.name)) = \(toml($0))\n" } ?? "")
            [tool.setuptools.packages.find]
            where = ["src"]

            [tool.setuptools.package-data]
            \(project.package) = ["py.typed"]

            [tool.pytest.ini_options]
            testpaths = ["tests"]
            pythonpath = ["src", "."]
            addopts = "-ra --strict-markers"
            # Tests are functions; a class whose name happens to start with Test is no test.
            python_classes = []

            [tool.coverage.run]
            source = ["\(project.package)"]
            branch = true

            [tool.coverage.report]
            show_missing = true
            exclude_also = ["if __name__ == .__main__.:"]
            \(minimum > 0 ? "fail_under = \(minimum)\n" : "")
            [tool.ruff]
            line-length = 100
            target-version = "py311"

            [tool.ruff.lint]
            select = ["E", "F", "W", "I", "UP", "B", "SIM", "N"]

            """
        return GeneratedFile(path: "pyproject.toml", contents: text)
    }

    static func gitignore(_ extra: [String] = []) -> GeneratedFile {
        let lines = [
            "__pycache__/", "*.py[cod]", "*.egg-info/", "build/", "dist/", ".venv/", ".pytest_cache/", ".ruff_cache/",
            ".mypy_cache/", ".coverage", "htmlcov/", ".env",
        ]
        return GeneratedFile(path: ".gitignore", contents: (lines + extra).joined(separator: "\n") + "\n")
    }

    static func packageFiles(_ project: ProjectView, exports: String? = nil) -> [GeneratedFile] {
        let spec = project.plan.project
        let summary = PythonText.plain(spec.description).isEmpty ? spec.name : spec.description
        return [
            GeneratedFile(
                path: "src/\(project.package)/__init__.py",
                contents:
                    "\(PythonText.docstring(summary))\n\n\(exports.map { $0 + "\n\n" } ?? "")__version__ = \(PythonText.literal(spec.version))\n"
                    .formattedPython()),
            GeneratedFile(path: "src/\(project.package)/py.typed", contents: ""),
            GeneratedFile(path: "tests/__init__.py", contents: "\"\"\"Tests of \(project.package).\"\"\"\n"),
        ]
    }

    /// A TOML basic string.
    static func toml(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case _ where PythonText.isVisible(scalar): out.unicodeScalars.append(scalar)
            default:
                let hex = String(scalar.value, radix: 16)
                out += "\\U" + String(repeating: "0", count: 8 - hex.count) + hex
            }
        }
        return out + "\""
    }

    /// `Name <mail@example.com>` as TOML.
    private static func author(_ text: String) -> String {
        let plain = PythonText.plain(text)
        guard plain.hasSuffix(">"), let open = plain.lastIndex(of: "<") else { return "{ name = \(toml(plain)) }" }
        let mail = String(plain[plain.index(after: open)...].dropLast())
        let name = PythonText.plain(String(plain[..<open]))
        guard !name.isEmpty, mail.contains("@") else { return "{ name = \(toml(plain)) }" }
        return "{ name = \(toml(name)), email = \(toml(mail)) }"
    }

    /// Semantic versions are mostly PEP 440 versions; a pre-release that PEP 440 does not know becomes a development one.
    private static func version(_ semantic: String) -> String {
        guard let dash = semantic.firstIndex(of: "-") else { return semantic }
        let label = semantic[semantic.index(after: dash)...]
        let known = ["alpha", "beta", "rc", "a", "b", "dev", "pre"]
        let parts = label.split { $0 == "." || $0 == "-" }
        let isKnown =
            parts.count <= 2 && known.contains(String(parts.first ?? ""))
            && parts.dropFirst().allSatisfy { $0.allSatisfy(\.isNumber) }
        return isKnown ? semantic : semantic[..<dash] + ".dev0"
    }
}
