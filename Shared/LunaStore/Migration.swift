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

    public init(id: Int, name: String, up: String, down: String) {
        self.id = id
        self.name = name
        self.up = up
        self.down = down
    }

    /// Names what was applied, so that an altered migration is noticed.
    public var checksum: Digest { Digest(of: "\(id)\n\(name)\n\(up)") }
}
