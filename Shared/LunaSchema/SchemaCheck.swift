import LunaCore

/// One line in, one line out: what `luna schema check --jsonl` does with each line.
///
/// A line is `{"id", "schema", "instance"}` with an optional `"documents": {uri: schema}`. The answer is
/// `{"id", "valid", "errors": [{"instancePath", "keyword", "schemaPath", "message"}]}`. A line or schema that cannot be
/// used gives `{"id", "valid": null, "error": "…"}`, with `id` null when the line has none. Safe on any thread.
public struct SchemaCheck: Sendable {
    private let options: JSONSchema.Options
    private let limits: JSONLimits

    public init(options: JSONSchema.Options = .init(), limits: JSONLimits = .default) {
        self.options = options
        self.limits = limits
    }

    /// The answer to `line`, compact JSON without a line end. Never throws: every fault is an answer.
    public func answer(_ line: some Collection<UInt8>) -> [UInt8] {
        let request: JSONValue
        do {
            request = try JSONParser.parse(line, limits: limits)
        } catch {
            return Self.failure(.null, error)
        }
        let id = request["id"] ?? .null
        guard let schema = request["schema"], let instance = request["instance"] else {
            return Self.failure(
                id,
                LunaError(
                    "schema.check_line", .validation, "A line must be an object with 'id', 'schema' and 'instance'."))
        }
        do {
            let violations = try JSONSchema(
                schema, documents: request["documents"]?.objectValue ?? [:], options: options
            )
            .validate(instance)
            let errors = violations.map { violation -> JSONValue in
                [
                    "instancePath": .string(violation.instancePath), "keyword": .string(violation.keyword),
                    "schemaPath": .string(violation.schemaPath), "message": .string(violation.message),
                ]
            }
            return JSONValue.object(["id": id, "valid": .bool(violations.isEmpty), "errors": .array(errors)])
                .serialized()
        } catch {
            return Self.failure(id, error)
        }
    }

    private static func failure(_ id: JSONValue, _ error: any Error) -> [UInt8] {
        JSONValue.object(["id": id, "valid": .null, "error": .string(LunaError.wrapping(error).message)]).serialized()
    }
}
