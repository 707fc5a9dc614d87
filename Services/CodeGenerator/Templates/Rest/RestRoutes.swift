import LunaCore
import LunaPlan

/// The HTTP endpoints of an entity.
enum RestRoutes {
    static func render(_ project: ProjectView, _ entity: EntityView) throws -> [GeneratedFile] {
        var imports = project.imports()
        imports.from("fastapi", "APIRouter")
        let functions = try functions(project, entity, &imports)
        if !functions.isEmpty {
            imports.from("fastapi", "Depends")
            imports.from("typing", "Annotated")
            imports.from("\(project.package).database", "SessionDep")
            imports.from("\(project.package).errors", "problem_responses")
            imports.from("\(entity.importPath).repository", "\(entity.className)Repository")
        }
        let repository =
            """


            def get_repository(session: SessionDep) -> \(entity.className)Repository:
                \(PythonText.docstring("Give a request its repository", indent: 4))
                return \(entity.className)Repository(session)


            RepositoryDep = Annotated[\(entity.className)Repository, Depends(get_repository)]



            """
        let text = """
            \(PythonText.docstring("HTTP endpoints of \(entity.pluralLabel)"))

            \(imports.text)

            router = APIRouter(tags=[\(PythonText.literal(entity.pluralPath))])
            \(functions.isEmpty ? "" : repository)\(functions.joined(separator: "\n\n\n"))
            """
        return [GeneratedFile(path: entity.directory + "/routes.py", contents: text.formattedPython())]
    }

    private static func functions(
        _ project: ProjectView, _ entity: EntityView, _ imports: inout PythonImports
    ) throws -> [String] {
        var functions: [String] = []
        let name = entity.className
        let path = "/" + entity.pluralPath
        let schema = entity.importPath + ".schema"
        func route(_ operation: RestOperation, _ arguments: String, _ problems: String) -> String {
            """
            @router.\(operation.method.lowercased())(\
            \(PythonText.literal(operation.path)), operation_id=\(PythonText.literal(operation.id))\(arguments), \
            responses=problem_responses(\(problems)))
            """
        }
        for operation in RestOperation.all(of: entity) {
            let doc = PythonText.docstring(operation.summary, indent: 4)
            switch operation.kind {
            case .list:
                imports.from(schema, "\(name)Query", "\(name)Read")
                imports.from("fastapi", "Query")
                imports.from("\(project.package).pagination", "Page")
                functions.append(
                    """
                    \(route(operation, "", "422"))
                    def \(operation.id)(repository: RepositoryDep, query: Annotated[\(name)Query, Query()]) -> Page[\(name)Read]:
                        \(doc)
                        records, total = repository.search(query)
                        items = [\(name)Read.model_validate(record) for record in records]
                        return Page(items=items, total=total, limit=query.limit, offset=query.offset)
                    """)
            case .create:
                imports.from(schema, "\(name)Create", "\(name)Read")
                imports.from("fastapi", "Response")
                functions.append(
                    """
                    \(route(operation, ", status_code=201", "409, 422"))
                    def \(operation.id)(repository: RepositoryDep, new: \(name)Create, response: Response) -> \(name)Read:
                        \(doc)
                        record = repository.create(new.model_dump())
                        response.headers["Location"] = f"\(path)/{record.id}"
                        return \(name)Read.model_validate(record)
                    """)
            case .get:
                imports.from(schema, "\(name)Read")
                imports.from("\(project.package).schema_types", "RecordId")
                functions.append(
                    """
                    \(route(operation, "", "404, 422"))
                    def \(operation.id)(repository: RepositoryDep, record_id: RecordId) -> \(name)Read:
                        \(doc)
                        return \(name)Read.model_validate(repository.get(record_id))
                    """)
            case .update:
                imports.from(schema, "\(name)Update", "\(name)Read")
                imports.from("\(project.package).schema_types", "RecordId")
                functions.append(
                    """
                    \(route(operation, "", "404, 409, 422"))
                    def \(operation.id)(repository: RepositoryDep, record_id: RecordId, changes: \(name)Update) -> \(name)Read:
                        \(doc)
                        record = repository.update(record_id, changes.model_dump(exclude_unset=True))
                        return \(name)Read.model_validate(record)
                    """)
            case .delete:
                imports.from("\(project.package).schema_types", "RecordId")
                functions.append(
                    """
                    \(route(operation, ", status_code=204", "404, 409, 422"))
                    def \(operation.id)(repository: RepositoryDep, record_id: RecordId) -> None:
                        \(doc)
                        repository.delete(record_id)
                    """)
            }
        }
        for endpoint in project.plan.endpoints where endpoint.entity == entity.spec.name {
            imports.from(schema, "\(name)Read")
            imports.from("\(project.package).schema_types", "RecordId")
            let action = try RestAction(endpoint, entity, project)
            functions.append(try action.function(&imports))
        }
        return functions
    }
}

/// One CRUD operation as HTTP.
struct RestOperation {
    let kind: EntitySpec.Operation
    let method: String
    let path: String
    /// Operation id and function name.
    let id: String
    let summary: String
    /// Status of success.
    let status: Int

    static func all(of entity: EntityView) -> [RestOperation] {
        let one = "/\(entity.pluralPath)/{id}"
        let all = "/\(entity.pluralPath)"
        return EntitySpec.Operation.allCases.filter(entity.has).map { kind in
            switch kind {
            case .list:
                RestOperation(
                    kind: kind, method: "GET", path: all, id: "list_\(entity.pluralSnake)",
                    summary: "List \(entity.pluralLabel)", status: 200)
            case .create:
                RestOperation(
                    kind: kind, method: "POST", path: all, id: "create_\(entity.snake)",
                    summary: "Create \(entity.oneLabel)", status: 201)
            case .get:
                RestOperation(
                    kind: kind, method: "GET", path: one, id: "get_\(entity.snake)",
                    summary: "Get \(entity.oneLabel)", status: 200)
            case .update:
                RestOperation(
                    kind: kind, method: "PATCH", path: one, id: "update_\(entity.snake)",
                    summary: "Change fields of \(entity.oneLabel)", status: 200)
            case .delete:
                RestOperation(
                    kind: kind, method: "DELETE", path: one, id: "delete_\(entity.snake)",
                    summary: "Delete \(entity.oneLabel)", status: 204)
            }
        }
    }
}

/// An action endpoint of the plan.
struct RestAction {
    let endpoint: EndpointSpec
    let entity: EntityView
    /// Operation id and function name, different from every other in the project.
    let id: String
    let method: String

    init(_ endpoint: EndpointSpec, _ entity: EntityView, _ project: ProjectView) throws {
        self.endpoint = endpoint
        self.entity = entity
        method = endpoint.method.uppercased()
        guard ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(method) else {
            throw LunaError(
                "codegen.unsupported", .validation,
                "The method '\(endpoint.method)' of endpoint '\(endpoint.name)' is not supported. Use GET, POST, PUT, PATCH or DELETE."
            )
        }
        let name = PythonNames.snake(endpoint.name)
        let taken = Set(project.entities.flatMap { RestOperation.all(of: $0).map(\.id) }).union([
            "router", "get_repository",
        ])
        id = taken.contains(name) || PythonNames.keywords.contains(name) ? name + "_action" : name
    }

    var summary: String {
        PythonText.plain(endpoint.description).isEmpty
            ? PythonNames.words(endpoint.name).joined(separator: " ").capitalizedFirst : endpoint.description
    }

    /// `{"status": "open"}` with attributes and values as Python has them.
    func dictionary(_ values: [String: ScalarValue]) throws -> String {
        let items = try values.keys.sorted().map { key in
            let field = try entity.field(key)
            return
                "\(PythonText.literal(field.attribute)): \(PythonLiterals.typed(values[key] ?? .null, as: field.spec.type))"
        }
        return "{\(items.joined(separator: ", "))}"
    }

    func function(_ imports: inout PythonImports) throws -> String {
        let requires = try dictionary(endpoint.requires)
        let changes = try dictionary(endpoint.set)
        for text in [requires, changes] {
            if text.contains("dt.") { imports.module("datetime as dt") }
            if text.contains("UUID(") { imports.from("uuid", "UUID") }
        }
        return """
            @router.\(method.lowercased())(\
            \(PythonText.literal(endpoint.path)), operation_id=\(PythonText.literal(id)), \
            responses=problem_responses(404, 409, 422))
            def \(id)(repository: RepositoryDep, record_id: RecordId) -> \(entity.className)Read:
                \(PythonText.docstring(summary, indent: 4))
                record = repository.transition(record_id, requires=\(requires), changes=\(changes))
                return \(entity.className)Read.model_validate(record)
            """
    }
}
