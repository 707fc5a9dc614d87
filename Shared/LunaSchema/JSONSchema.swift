import LunaCore

/// A JSON Schema (2020-12), compiled once and good for any number of validations, from any thread.
///
/// Implements the whole of the core, applicator, unevaluated, validation, format and content vocabularies; `$schema`
/// and `$vocabulary` decide what applies. Schemas of drafts 2019-09, 07 and 06 are understood by their `$schema`.
/// Nothing is ever fetched: references lead to the schema itself, to `documents` or to the bundled 2020-12 metaschemas.
///
/// Hostile schemas and instances cost bounded time, memory and stack; see ``Options``.
public struct JSONSchema: Sendable {
    /// What a validation may do and cost.
    public struct Options: Sendable, Hashable {
        /// Whether `format` is checked. Off, it is an annotation, as the standard dialect wants it.
        public var assertsFormat: Bool
        /// Whether a `$schema` that is neither bundled nor supplied is an error. Otherwise it is taken for 2020-12.
        public var requiresKnownDialect: Bool
        /// The most violations that one validation reports.
        public var maxViolations: Int
        /// The most steps (subschemas applied, elements compared, characters matched) of one validation.
        public var maxSteps: Int

        public init(
            assertsFormat: Bool = false, requiresKnownDialect: Bool = false, maxViolations: Int = 100,
            maxSteps: Int = 50_000_000
        ) {
            self.assertsFormat = assertsFormat
            self.requiresKnownDialect = requiresKnownDialect
            self.maxViolations = maxViolations
            self.maxSteps = maxSteps
        }
    }

    private let program: SchemaProgram
    private let options: Options

    /// Compiles `schema`.
    /// - Parameters:
    ///   - documents: schemas that references may lead to, by their absolute URI.
    /// - Throws: `LunaError` of class validation: `schema.invalid` for a keyword with a value that it cannot have,
    ///   `schema.unresolved_reference`, `schema.unknown_vocabulary`, `schema.unknown_dialect`, and `schema.endless` for
    ///   a schema that refers to itself without end.
    public init(_ schema: JSONValue, documents: [String: JSONValue] = [:], options: Options = Options()) throws {
        let registry = try SchemaRegistry(root: schema, documents: documents, options: options)
        var compiler = SchemaCompiler(registry: registry, options: options)
        program = try compiler.compile()
        self.options = options
    }

    /// Everything that is wrong with `instance`, ordered by place; empty when it is valid.
    ///
    /// A validation that exceeds ``Options/maxSteps`` counts as failed, with one violation that says so.
    public func validate(_ instance: JSONValue) -> [SchemaViolation] {
        var quick = SchemaEvaluator(program: program, options: options, isReporting: false)
        if quick.run(instance) { return [] }
        // Only now, because collecting paths and messages makes everything slower.
        var thorough = SchemaEvaluator(program: program, options: options, isReporting: true)
        _ = thorough.run(instance)
        return thorough.violations
    }

    /// Whether `instance` is valid; quicker than ``validate(_:)`` for one that is not.
    public func isValid(_ instance: JSONValue) -> Bool {
        var evaluator = SchemaEvaluator(program: program, options: options, isReporting: false)
        return evaluator.run(instance)
    }
}
