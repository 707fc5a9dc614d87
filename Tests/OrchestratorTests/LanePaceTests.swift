import Testing

@testable import Orchestrator

@Suite("How much is handed out ahead of the agents")
struct LanePaceTests {
    private static let millisecond: Int64 = 1_000_000

    /// So many tasks a second come back for two seconds.
    private func pace(perSecond: Int) -> LanePace {
        var pace = LanePace()
        for step in 0..<200 {
            pace.note(
                returned: perSecond * (step + 1) / 100 - perSecond * step / 100, at: Int64(step) * 10 * Self.millisecond
            )
        }
        return pace
    }

    @Test("Slow agents get a short queue, whatever there is to do")
    func slow() {
        #expect(pace(perSecond: 2).depth(concurrency: 4) == 16)
        #expect(pace(perSecond: 20).depth(concurrency: 50) == 200)
    }

    @Test("Quick ones get what they can do in a quarter of a second")
    func quick() {
        let depth = pace(perSecond: 20_000).depth(concurrency: 8)
        #expect((4500...5500).contains(depth), "\(depth)")
    }

    @Test("Before there are agents something is handed out, so that they find work when they come")
    func nobodyYet() {
        #expect(LanePace().depth(concurrency: 0) > 0)
        #expect(LanePace().depth(concurrency: 1) > 0)
    }

    @Test("What was quick once and is slow now gets less again, also after a pause and when clocks jump back")
    func fading() {
        var pace = pace(perSecond: 20_000)
        for second in Int64(10)...Int64(30) { pace.note(returned: 1, at: second * 1000 * Self.millisecond) }
        #expect(pace.depth(concurrency: 4) == 16)
        pace.note(returned: 1, at: 5)
        #expect(pace.depth(concurrency: 4) == 16)
    }
}
