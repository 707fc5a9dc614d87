import HTTPTypes
import LunaCore
import LunaMessages

/// The API as an OpenAPI 3.1 document, made from the same routes that are served.
struct OpenAPIDocument {
    let routes: [Route]
    let version: String

    var json: JSONValue {
        var schemas = MessageSchemas()
        var paths: [String: JSONValue] = [:]
        for route in routes {
            var item = paths[route.pattern.description]?.objectValue ?? [:]
            item[route.method.rawValue.lowercased()] = operation(route, &schemas)
            paths[route.pattern.description] = .object(item)
        }
        var components = schemas.components
        components["Problem"] = Self.problem
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "LunaCore", "version": .string(version),
                "description": .string(Self.introduction),
            ],
            "servers": [["url": "/"]],
            "paths": .object(paths),
            "components": [
                "schemas": .object(components),
                "securitySchemes": [
                    "key": [
                        "type": "http", "scheme": "bearer",
                        "description": "A key of access (`luna keys create`), or a token of the identity provider.",
                    ]
                ],
                "parameters": .object(Self.commonParameters),
                "responses": [
                    "Problem": [
                        "description": "What is wrong and what to do about it (RFC 9457).",
                        "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
                    ]
                ],
            ],
        ]
    }

    private func operation(_ route: Route, _ schemas: inout MessageSchemas) -> JSONValue {
        var out: [String: JSONValue] = [
            "operationId": .string(route.operation), "tags": [.string(route.tag)], "summary": .string(route.summary),
        ]
        if !route.explanation.isEmpty { out["description"] = .string(route.explanation) }
        out["parameters"] = .array(
            route.pattern.parameterNames.map { name in
                ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string"]]
            } + route.parameters.map(Self.parameter)
                + Self.commonParameters.keys.sorted().map { ["$ref": .string("#/components/parameters/\($0)")] })
        if let body = route.body {
            let schema: JSONValue =
                switch body.content {
                case .message(let message): schemas.reference(message)
                case .object(let fields): schemas.object(fields)
                case .file: ["type": "string", "format": "binary"]
                }
            let content = Dictionary(body.types.map { ($0, ["schema": schema] as JSONValue) }, uniquingKeysWith: { $1 })
            out["requestBody"] = [
                "required": .bool(body.isRequired), "content": .object(content),
                "description": .string("At most \(body.limit) bytes."),
            ]
        }
        out["responses"] = .object(responses(route, &schemas))
        if case .role(let role) = route.access {
            out["security"] = [["key": []]]
            out["x-luna-role"] = .string(role.rawValue)
        }
        return .object(out)
    }

    private func responses(_ route: Route, _ schemas: inout MessageSchemas) -> [String: JSONValue] {
        var out: [String: JSONValue] = [:]
        for reply in route.replies {
            var response = out[String(reply.status)]?.objectValue ?? ["description": .string(reply.summary)]
            let content = (response["content"]?.objectValue ?? [:]).merging(content(reply, &schemas)) { $1 }
            if !content.isEmpty { response["content"] = .object(content) }
            if !reply.headers.isEmpty {
                response["headers"] = .object(
                    reply.headers.mapValues { ["description": .string($0), "schema": ["type": "string"]] })
            }
            out[String(reply.status)] = .object(response)
        }
        var problems: Set<Int> = [400, 403, 421, 500]
        problems.formUnion(route.problems)
        if route.access != .open { problems.insert(401) }
        if route.pattern.description.hasPrefix("/v1/") { problems.formUnion([422, 429, 503, 504]) }
        if route.body != nil { problems.formUnion([408, 413, 415, 422, 503]) }
        for status in problems { out[String(status)] = ["$ref": "#/components/responses/Problem"] }
        return out
    }

    private func content(_ reply: RouteReply, _ schemas: inout MessageSchemas) -> [String: JSONValue] {
        switch reply.content {
        case .nothing: return [:]
        case .message(let message): return ["application/json": ["schema": schemas.reference(message)]]
        case .object(let fields): return ["application/json": ["schema": schemas.object(fields)]]
        case .page(let message):
            return [
                "application/json": [
                    "schema": [
                        "type": "object", "required": ["data", "next_cursor"],
                        "properties": [
                            "data": ["type": "array", "items": schemas.reference(message)],
                            "next_cursor": [
                                "type": ["string", "null"], "description": "For the next page; null = nothing follows.",
                            ],
                        ],
                    ]
                ]
            ]
        case .events(let message):
            // OpenAPI 3.1 cannot say what the events of a stream hold: the reference at least makes the schema known.
            let data = schemas.reference(message)
            return [
                "text/event-stream": [
                    "schema": ["type": "string", "description": "The data of each event.", "x-data": data]
                ]
            ]
        case .file(let types):
            return Dictionary(
                types.map { ($0, ["schema": ["type": "string", "format": "binary"]] as JSONValue) },
                uniquingKeysWith: { $1 })
        }
    }

    private static func parameter(_ parameter: RouteParameter) -> JSONValue {
        let schema: JSONValue =
            switch parameter.kind {
            case .text(let maximum): ["type": "string", "maxLength": .number(JSONNumber(maximum))]
            case .integer(let range):
                [
                    "type": "integer", "minimum": .number(JSONNumber(Int64(clamping: range.lowerBound))),
                    "maximum": .number(JSONNumber(Int64(clamping: range.upperBound))),
                ]
            case .flag: ["type": "boolean"]
            case .words(let words): ["type": "string", "enum": .array(words.map(JSONValue.string))]
            }
        return [
            "name": .string(parameter.name), "in": .string(parameter.place.rawValue), "required": false,
            "description": .string(parameter.summary), "schema": schema,
        ]
    }

    // MARK: What all operations share

    private static let introduction = """
        Plans in, tested projects out. Names are in snake case; times are RFC 3339 in UTC; lists come in pages \
        (`limit`, `cursor`); errors are problem documents (RFC 9457). Clients ignore fields that they do not know.
        """

    private static let commonParameters: [String: JSONValue] = [
        "Luna-Tenant": [
            "name": "Luna-Tenant", "in": "header", "required": false, "schema": ["type": "string", "maxLength": 128],
            "description": "Whose data it is about; the installation's own tenant when absent.",
        ],
        "X-Request-Id": [
            "name": "X-Request-Id", "in": "header", "required": false, "schema": ["type": "string", "maxLength": 128],
            "description": "Names the request in logs and problems; made up when absent, and always returned.",
        ],
        "traceparent": [
            "name": "traceparent", "in": "header", "required": false, "schema": ["type": "string"],
            "description": "W3C trace context, passed on to the services.",
        ],
    ]

    private static let problem: JSONValue = [
        "type": "object", "required": ["type", "title", "status", "detail", "code", "retryable", "request_id"],
        "properties": [
            "type": ["type": "string", "description": "Names the kind of problem."], "title": ["type": "string"],
            "status": ["type": "integer"],
            "detail": ["type": "string", "description": "What is wrong and what to do."],
            "instance": ["type": "string", "description": "The address that was asked for."],
            "code": ["type": "string", "description": "Stable and dotted, such as plan.invalid."],
            "class": ["type": "string"],
            "retryable": ["type": "boolean", "description": "Whether trying the same again can succeed."],
            "request_id": ["type": "string"],
            "details": ["type": "object", "additionalProperties": ["type": "string"]],
            "problems": [
                "type": "array", "items": ["$ref": "#/components/schemas/Finding"],
                "description": "All problems of a plan, when it is about one.",
            ],
        ],
    ]
}
