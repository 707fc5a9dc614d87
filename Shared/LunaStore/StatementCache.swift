/// Which statements are prepared on one connection, by text and parameter types; bounded, least recently used first out.
///
/// A pure value; the connection does what it says.
struct StatementCache {
    struct Variant {
        let name: String
        let types: [UInt32]
        var lastUsed: UInt64
    }

    let capacity: Int
    private var variants: [String: [Variant]] = [:]
    private var count = 0
    private var clock: UInt64 = 0
    private var named: UInt64 = 0
    /// Given up but not yet deallocated on the server.
    private(set) var dropped: [String] = []

    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// The name of a prepared form of `sql` that takes these parameters. A NULL fits any type.
    mutating func find(_ sql: String, _ parameters: EncodedParameters) -> String? {
        guard let index = variants[sql]?.firstIndex(where: { Self.fits($0.types, parameters) }) else { return nil }
        clock += 1
        variants[sql]?[index].lastUsed = clock
        return variants[sql]?[index].name
    }

    /// A name for a form that is to be prepared now.
    mutating func insert(_ sql: String, _ types: [UInt32]) -> String {
        if count >= capacity { dropOldest() }
        clock += 1
        named += 1
        count += 1
        let name = "s\(named)"
        variants[sql, default: []].append(Variant(name: name, types: types, lastUsed: clock))
        return name
    }

    /// Forgets a form that the server does not have (preparing it failed) or that is stale.
    mutating func forget(_ sql: String, name: String, onServer: Bool) {
        guard var list = variants[sql], let index = list.firstIndex(where: { $0.name == name }) else { return }
        list.remove(at: index)
        variants[sql] = list.isEmpty ? nil : list
        count -= 1
        if onServer { dropped.append(name) }
    }

    mutating func takeDropped() -> [String] {
        defer { dropped = [] }
        return dropped
    }

    /// How many forms are prepared.
    var preparedCount: Int { count }

    private static func fits(_ types: [UInt32], _ parameters: EncodedParameters) -> Bool {
        guard types.count == parameters.count else { return false }
        for index in types.indices where types[index] != parameters.types[index] && !parameters.isNull(index) {
            return false
        }
        return true
    }

    private mutating func dropOldest() {
        var oldest: (sql: String, name: String, lastUsed: UInt64)?
        for (sql, list) in variants {
            for variant in list where variant.lastUsed < oldest?.lastUsed ?? .max {
                oldest = (sql, variant.name, variant.lastUsed)
            }
        }
        if let oldest { forget(oldest.sql, name: oldest.name, onServer: true) }
    }
}
