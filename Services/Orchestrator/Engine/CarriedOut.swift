/// How far the effects of an execution's events have been carried out, now and in the last minute.
struct CarriedOut: Sendable {
    /// To the second: more would be a row for each batch.
    private static let step: Int64 = 1_000_000_000
    private static let kept = 64

    /// Effects of events up to here have been carried out.
    private(set) var sequence: UInt64
    private var reachedAt = Int64.min
    /// The oldest stands for everything before it.
    private var marks: [(at: Int64, sequence: UInt64)]

    /// - Parameter sequence: what somebody has carried out before.
    init(_ sequence: UInt64) {
        self.sequence = sequence
        marks = [(.min, sequence)]
    }

    /// - Parameter time: Unix nanoseconds.
    mutating func note(_ reached: UInt64, at time: Int64) {
        guard reached > sequence else { return }
        sequence = reached
        reachedAt = time
        // A mark says what had been reached at its time, so a later sequence waits for the next mark.
        if let last = marks.last, last.at > .min, time - last.at < Self.step { return }
        marks.append((time, reached))
        if marks.count > Self.kept { marks.removeFirst() }
    }

    /// What had been carried out at a time at least, as far as is remembered.
    func sequence(at time: Int64) -> UInt64 {
        reachedAt <= time ? sequence : marks.last { $0.at <= time }?.sequence ?? marks.first?.sequence ?? 0
    }
}
