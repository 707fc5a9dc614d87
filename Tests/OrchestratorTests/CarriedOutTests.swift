import Testing

@testable import Orchestrator

@Suite("How far effects have been carried out")
struct CarriedOutTests {
    private static let second: Int64 = 1_000_000_000

    @Test func whatSomebodyElseCarriedOutCountsFromEver() {
        let carriedOut = CarriedOut(7)
        #expect(carriedOut.sequence == 7)
        #expect(carriedOut.sequence(at: 0) == 7)
    }

    /// A task whose handing out had to wait for the database must not look like one that was handed out long ago.
    @Test func whatWasCarriedOutLateWasNotCarriedOutBefore() {
        var carriedOut = CarriedOut(3)
        carriedOut.note(20, at: 100 * Self.second)
        #expect(carriedOut.sequence == 20)
        #expect(carriedOut.sequence(at: 100 * Self.second - 1) == 3)
        #expect(carriedOut.sequence(at: 100 * Self.second) == 20)
    }

    @Test(arguments: [1, 1_000, 100_000_000, 1_000_000_000])
    func atAnyTimeItNeverClaimsMoreThanWasCarriedOutThen(pause: Int64) {
        var carriedOut = CarriedOut(0)
        for number in 1...500 { carriedOut.note(UInt64(number), at: Int64(number) * pause) }
        #expect(carriedOut.sequence == 500)
        // What was before the oldest mark is not remembered; since then it holds.
        for number in 440...500 { #expect(carriedOut.sequence(at: Int64(number) * pause) <= UInt64(number)) }
    }

    @Test func aMinuteLaterEverythingIsKnownToBeCarriedOut() {
        var carriedOut = CarriedOut(0)
        for number in 1...1_000 { carriedOut.note(UInt64(number), at: Int64(number) * 300_000_000) }
        #expect(carriedOut.sequence(at: 300 * Self.second) >= 995)
    }

    /// The last task before everything stands still must be found as well.
    @Test func whatFollowsAMarkClosely() {
        var carriedOut = CarriedOut(0)
        carriedOut.note(10, at: 5 * Self.second)
        carriedOut.note(11, at: 5 * Self.second + 1)
        #expect(carriedOut.sequence(at: 5 * Self.second) == 10)
        #expect(carriedOut.sequence(at: 30 * Self.second) == 11)
    }

    @Test func whatIsReportedLateChangesNothing() {
        var carriedOut = CarriedOut(0)
        carriedOut.note(10, at: 5 * Self.second)
        carriedOut.note(4, at: 9 * Self.second)
        #expect(carriedOut.sequence == 10)
        #expect(carriedOut.sequence(at: 9 * Self.second) == 10)
    }
}
