import LunaCore

/// Reads plans from YAML or JSON and checks them completely: every problem is reported, with its place and a way out.
///
/// Pure and thread-safe. Time is linear in the input (patterns and cycles included), memory bounded by ``PlanLimits``.
/// Files ending in `.json` must be strict JSON; everything else is YAML, of which JSON is a part.
public enum PlanParser {
    /// - Parameters:
    ///   - bytes: the file, UTF-8.
    ///   - fileName: decides the notation and is named in printed problems.
    public static func parse(_ bytes: [UInt8], fileName: String, limits: PlanLimits = .default) -> PlanResult {
        let context = PlanContext(limits: limits)
        var plan: ProjectPlan?
        do {
            let root = try readRoot(bytes, fileName: fileName, limits: limits, context: context)
            if let draft = PlanDraftReader(context: context).read(root, size: bytes.count) {
                PlanChecks(draft: draft, context: context).run()
                if !context.hasErrors { plan = PlanAssembly.plan(from: draft) }
            }
        } catch {
            context.error(error.code, "", at: error.position, error.message, error.hint)
        }
        let problems = context.problems.enumerated().sorted {
            ($0.element.line, $0.element.column, $0.offset) < ($1.element.line, $1.element.column, $1.offset)
        }
        return PlanResult(
            fileName: fileName, plan: plan, problems: problems.map(\.element), suppressedProblems: context.suppressed)
    }

    /// The document as JSON, as schema validators see it, before any check of its meaning.
    ///
    /// - Throws: `LunaError` `plan.invalid` when the file cannot be read at all.
    public static func document(
        _ bytes: [UInt8], fileName: String, limits: PlanLimits = .default
    ) throws -> JSONValue {
        let context = PlanContext(limits: limits)
        do {
            return try readRoot(bytes, fileName: fileName, limits: limits, context: context).json(
                path: "", context: context)
        } catch {
            let problem = PlanProblem(error.code, path: "", at: error.position, error.message, error.hint)
            throw LunaError("plan.invalid", .validation, problem.rendered(fileName: fileName))
        }
    }

    private static func readRoot(
        _ bytes: [UInt8], fileName: String, limits: PlanLimits, context: PlanContext
    ) throws(ReadingError) -> PlanNode {
        guard bytes.count <= limits.maximumBytes else {
            throw ReadingError(
                code: .limit, position: .start,
                message: "the file has \(bytes.count) bytes, more than the \(limits.maximumBytes) a plan may have",
                hint: "Split it into several plans.")
        }
        let source = try SourceText.prepare(bytes)
        let root: PlanNode?
        let duplicates: [PlanProblem]
        if fileName.lowercased().hasSuffix(".json") {
            var reader = JSONReader(source, limits: limits)
            root = try reader.read()
            duplicates = reader.problems
        } else {
            var reader = YAMLReader(source, limits: limits)
            root = try reader.read()
            duplicates = reader.problems
        }
        guard let root else {
            throw ReadingError(
                code: .syntax, position: .start, message: "the file is empty",
                hint: "A plan starts with 'luna: 1' and a 'project'.")
        }
        if !duplicates.isEmpty {
            let paths = root.keyPaths(
                at: Set(duplicates.map { PlanPosition(line: Int32($0.line), column: Int32($0.column)) }))
            for var problem in duplicates {
                problem.path =
                    paths[PlanPosition(line: Int32(problem.line), column: Int32(problem.column))] ?? problem.path
                context.add(problem)
            }
        }
        return root
    }
}
