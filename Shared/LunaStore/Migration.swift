import LunaCore

/// One step of a schema. Never change one that has been released; add another.
public struct Migration: Sendable, Hashable {
    /// 1, 2, 3 … without gaps.
    public let id: Int
    /// For people, such as `create_executions`.
    public let name: String
    /// SQL that makes the step; several statements are separated by semicolons. `search_path` begins with the schema.
    public let up: String
    /// SQL that takes it back.
    public let down: String
    /// Whether programs that do not know this step work on the schema all the same, because it only adds what they need
    /// not fill: then an instance of the release before may start again during an upgrade, or be gone back to.
    public let suitsOlder: Bool

    /// - Parameter suitsOlder: only true when the program of the release before was run on the schema after this step.
    public init(id: Int, name: String, up: String, down: String, suitsOlder: Bool = false) {
        self.id = id
        self.name = name
        self.up = up
        self.down = down
        self.suitsOlder = suitsOlder
    }

    /// Names what was applied, so that an altered migration is noticed.
    public var checksum: Digest { Digest(of: "\(id)\n\(name)\n\(up)") }
}
