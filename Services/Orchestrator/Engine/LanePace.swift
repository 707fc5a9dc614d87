/// How many tasks of a capability should be out: enough that no agent waits for work, and not so many that a newcomer has to wait behind
/// them for long.
///
/// Four times what the agents do at a time, or what comes back in a quarter of a second, whichever is more. Quick tasks thereby get the
/// depth that bulk sending needs, and slow ones a short queue (the thought behind Linux's byte queue limits). A value without a clock.
struct LanePace: Sendable {
    /// Nobody can tell what agents bear that have not come yet.
    private static let unknown = 256
    private static let least = 16
    private static let window: Int64 = 100_000_000
    private var windowStart: Int64 = 0
    private var returned = 0
    /// Tasks that came back in a quarter of a second, as of the last windows.
    private var perQuarter = 0

    /// Tasks have come back.
    /// - Parameter time: Unix nanoseconds, as everywhere in the engine.
    mutating func note(returned count: Int, at time: Int64) {
        let passed = time - windowStart
        if passed >= Self.window || passed < 0 {
            // A pause says nothing about the pace; what came back in the window that it ends does.
            let recent = Int(Double(returned) * 250_000_000 / Double(max(Self.window, min(passed, 4 * Self.window))))
            perQuarter = (perQuarter + recent) / 2
            (windowStart, returned) = (time, 0)
        }
        returned += count
    }

    /// - Parameter concurrency: what all agents of the capability do at a time; 0 when there are none.
    func depth(concurrency: Int) -> Int {
        max(Self.least, concurrency == 0 ? Self.unknown : 4 * concurrency, perQuarter, returned)
    }
}
