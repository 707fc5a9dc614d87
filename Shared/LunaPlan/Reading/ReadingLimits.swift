/// Bounds on what the readers accept, so that no input costs more than a known amount of time and memory.
public struct PlanLimits: Sendable, Hashable {
    /// Bytes of any plan; a plan of type `tasks` may be this large.
    public var maximumBytes: Int
    /// Bytes of a plan of any other type than `tasks`.
    public var maximumOrdinaryBytes: Int
    /// Levels of lists and mappings inside each other.
    public var maximumDepth: Int
    /// Scalars, lists and mappings in all.
    public var maximumNodes: Int
    public var maximumEntities: Int
    public var maximumFieldsPerEntity: Int
    public var maximumTasks: Int
    /// Problems reported before the rest is only counted.
    public var maximumProblems: Int

    /// 64 MiB for `tasks`, 4 MiB otherwise, 64 levels, 2,500,000 nodes, 200 entities of 100 fields, 100,000 tasks, 200 problems.
    public static let `default` = PlanLimits(
        maximumBytes: 64 << 20, maximumOrdinaryBytes: 4 << 20, maximumDepth: 64, maximumNodes: 2_500_000,
        maximumEntities: 200, maximumFieldsPerEntity: 100, maximumTasks: 100_000, maximumProblems: 200)
}

/// Why a file could not be read at all. Reading stops there, unlike checking, which goes on to find everything.
struct ReadingError: Error {
    var code: PlanProblem.Code
    var position: PlanPosition
    var message: String
    var hint: String
}
