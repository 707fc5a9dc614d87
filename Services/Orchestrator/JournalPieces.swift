import LunaMessages

/// Events of one commit in pieces that fit into a row each, and so into a message of whoever reads them: the first step of a large
/// fork, or the cancelling of 50,000 tasks, is one commit of many events.
struct JournalPieces: Sequence, IteratorProtocol {
    /// Events of a piece.
    static let countLimit = 1000
    /// About so many bytes of a piece.
    static let sizeLimit = 256 << 10

    private var rest: ArraySlice<ExecutionEvent>

    init(_ events: [ExecutionEvent]) { rest = events[...] }

    mutating func next() -> ArraySlice<ExecutionEvent>? {
        guard !rest.isEmpty else { return nil }
        guard rest.count > 1 else {
            defer { rest = [] }
            return rest
        }
        var size = 0
        var end = rest.startIndex
        while end < rest.endIndex, end - rest.startIndex < Self.countLimit {
            size += Self.size(rest[end])
            if size > Self.sizeLimit, end > rest.startIndex { break }
            end += 1
        }
        defer { rest = rest[end...] }
        return rest[..<end]
    }

    private static func size(_ event: ExecutionEvent) -> Int {
        guard case .taskSucceeded(let body) = event.body else { return 64 }
        return 128 + body.outputJson.count + body.files.reduce(0) { $0 + 96 + $1.path.utf8.count }
    }
}
