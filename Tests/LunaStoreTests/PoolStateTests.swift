import Testing

@testable import LunaStore

@Suite struct PoolStateTests {
    private static func pool(min: Int = 0, max: Int = 2, waiting: Int = 10) -> PoolState {
        var settings = PoolState.Settings()
        settings.minimum = min
        settings.maximum = max
        settings.maximumWaiting = waiting
        settings.idleTimeout = .seconds(60)
        settings.checkInterval = .seconds(30)
        settings.backoffBase = .seconds(1)
        settings.backoffLimit = .seconds(4)
        return PoolState(settings)
    }
    private static let late = Duration.seconds(1000)

    @Test func opensUpToTheMaximumAndServesInOrder() {
        var pool = Self.pool()
        #expect(pool.lease(waiter: 1, deadline: Self.late, now: .zero) == [.open(1)])
        #expect(pool.lease(waiter: 2, deadline: Self.late, now: .zero) == [.open(2)])
        #expect(pool.lease(waiter: 3, deadline: Self.late, now: .zero) == [])
        #expect(pool.opened(2, now: .zero) == [.grant(waiter: 1, connection: 2)])
        #expect(pool.opened(1, now: .zero) == [.grant(waiter: 2, connection: 1)])
        #expect(pool.release(1, reusable: true, now: .zero) == [.grant(waiter: 3, connection: 1)])
        #expect(pool.leasedCount == 2)
        #expect(pool.waitingCount == 0)
    }

    @Test func keepsTheMinimumOpen() {
        var pool = Self.pool(min: 2, max: 3)
        #expect(pool.tick(.zero) == [.open(1), .open(2)])
        _ = pool.opened(1, now: .zero)
        _ = pool.opened(2, now: .zero)
        #expect(pool.lost(1, now: .zero) == [.open(3)])
    }

    @Test func whoWaitsTooLongIsRefused() {
        var pool = Self.pool(max: 1)
        _ = pool.lease(waiter: 1, deadline: Self.late, now: .zero)
        _ = pool.opened(1, now: .zero)
        _ = pool.lease(waiter: 2, deadline: .seconds(5), now: .zero)
        _ = pool.lease(waiter: 3, deadline: .seconds(9), now: .zero)
        #expect(pool.nextDeadline == .seconds(5))
        #expect(pool.tick(.seconds(4)) == [])
        #expect(pool.tick(.seconds(5)) == [.refuse(waiter: 2, .busy)])
        #expect(pool.release(1, reusable: true, now: .seconds(6)) == [.grant(waiter: 3, connection: 1)])
    }

    @Test func aCrowdIsRefusedAtOnce() {
        var pool = Self.pool(max: 1, waiting: 1)
        _ = pool.lease(waiter: 1, deadline: Self.late, now: .zero)
        _ = pool.opened(1, now: .zero)
        #expect(pool.lease(waiter: 2, deadline: Self.late, now: .zero) == [])
        #expect(pool.lease(waiter: 3, deadline: Self.late, now: .zero) == [.refuse(waiter: 3, .crowded)])
    }

    @Test func whoGivesUpIsNotServed() {
        var pool = Self.pool(max: 1)
        _ = pool.lease(waiter: 1, deadline: Self.late, now: .zero)
        _ = pool.opened(1, now: .zero)
        _ = pool.lease(waiter: 2, deadline: Self.late, now: .zero)
        _ = pool.lease(waiter: 3, deadline: Self.late, now: .zero)
        pool.withdraw(waiter: 2)
        #expect(pool.release(1, reusable: true, now: .zero) == [.grant(waiter: 3, connection: 1)])
    }

    @Test func anAbsentServerIsAskedByOneAtATimeWithGrowingPauses() {
        var pool = Self.pool(max: 4)
        for waiter in 1...4 { _ = pool.lease(waiter: UInt64(waiter), deadline: Self.late, now: .zero) }
        for id in 1...4 { _ = pool.openFailed(UInt64(id), now: .zero) }
        // Four failures in a row: the pause has reached its limit.
        #expect(pool.nextDeadline == .seconds(4))
        #expect(pool.tick(.seconds(3)) == [])
        #expect(pool.tick(.seconds(4)) == [.open(5)])
        #expect(pool.openFailed(5, now: .seconds(4)) == [])
        #expect(pool.tick(.seconds(8)) == [.open(6)])
        let actions = pool.opened(6, now: .seconds(8))
        #expect(actions.first == .grant(waiter: 1, connection: 6))
        #expect(actions.dropFirst() == [.open(7), .open(8), .open(9)], "back to full speed after the first success")
    }

    @Test func whileTheServerIsAwayTheRefusalSaysSo() {
        var pool = Self.pool(max: 1)
        _ = pool.lease(waiter: 1, deadline: .seconds(2), now: .zero)
        _ = pool.openFailed(1, now: .zero)
        _ = pool.tick(.seconds(1))
        #expect(pool.tick(.seconds(2)) == [.refuse(waiter: 1, .unavailable)])
    }

    @Test func whenTryingAgainIsPointlessNobodyWaits() {
        var pool = Self.pool(max: 2)
        _ = pool.lease(waiter: 1, deadline: Self.late, now: .zero)
        #expect(pool.openFailed(1, isFinal: true, now: .zero) == [.refuse(waiter: 1, .unavailable)])
        // The next one tries anew after the pause: somebody may have put it right.
        #expect(pool.lease(waiter: 2, deadline: Self.late, now: .seconds(2)) == [.open(2)])
    }

    @Test func brokenConnectionsAreReplacedForThoseWhoWait() {
        var pool = Self.pool(max: 1)
        _ = pool.lease(waiter: 1, deadline: Self.late, now: .zero)
        _ = pool.opened(1, now: .zero)
        _ = pool.lease(waiter: 2, deadline: Self.late, now: .zero)
        #expect(pool.lost(1, now: .zero) == [.open(2)])
        #expect(pool.release(1, reusable: false, now: .zero) == [], "the lease of the dead one comes back later")
        #expect(pool.opened(2, now: .zero) == [.grant(waiter: 2, connection: 2)])
        #expect(pool.release(2, reusable: false, now: .zero) == [.close(2)])
        #expect(pool.total == 0)
    }

    @Test func idleConnectionsAreCheckedAndTheSurplusIsClosed() {
        var pool = Self.pool(min: 1, max: 2)
        _ = pool.tick(.zero)
        _ = pool.opened(1, now: .zero)
        _ = pool.lease(waiter: 1, deadline: Self.late, now: .zero)
        _ = pool.lease(waiter: 2, deadline: Self.late, now: .zero)
        _ = pool.opened(2, now: .zero)
        _ = pool.release(1, reusable: true, now: .zero)
        _ = pool.release(2, reusable: true, now: .zero)
        #expect(pool.nextDeadline == .seconds(30))
        #expect(pool.tick(.seconds(30)) == [.check(1), .check(2)])
        #expect(pool.checked(1, alive: true, now: .seconds(30)) == [])
        #expect(pool.checked(2, alive: true, now: .seconds(30)) == [])
        let actions = pool.tick(.seconds(60))
        #expect(actions.count == 2)
        #expect(actions.contains { if case .close = $0 { true } else { false } })
        #expect(actions.contains { if case .check = $0 { true } else { false } }, "the minimum stays, and is checked")
        #expect(pool.total == 1)
    }

    @Test func aFailedCheckIsReplacedAndCheckedOnesServe() {
        var pool = Self.pool(min: 1, max: 1)
        _ = pool.tick(.zero)
        _ = pool.opened(1, now: .zero)
        #expect(pool.tick(.seconds(30)) == [.check(1)])
        #expect(pool.lease(waiter: 1, deadline: Self.late, now: .seconds(30)) == [])
        #expect(pool.checked(1, alive: false, now: .seconds(31)) == [.close(1), .open(2)])
        #expect(pool.opened(2, now: .seconds(31)) == [.grant(waiter: 1, connection: 2)])
    }

    @Test func closingRefusesAndDrains() {
        var pool = Self.pool(max: 2)
        _ = pool.lease(waiter: 1, deadline: Self.late, now: .zero)
        _ = pool.lease(waiter: 2, deadline: Self.late, now: .zero)
        _ = pool.opened(1, now: .zero)
        #expect(pool.close() == [.refuse(waiter: 2, .closed)])
        #expect(!pool.isDrained)
        #expect(pool.opened(2, now: .zero) == [.close(2)])
        #expect(pool.release(1, reusable: true, now: .zero) == [.close(1)])
        #expect(pool.isDrained)
        #expect(pool.lease(waiter: 3, deadline: Self.late, now: .zero) == [.refuse(waiter: 3, .closed)])
    }

    /// Whatever happens in whatever order: never more than the maximum, nobody served twice, nobody forgotten.
    @Test(arguments: 0..<200) func invariantsHoldForRandomEvents(seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        var pool = Self.pool(min: Int.random(in: 0...2, using: &random), max: 3, waiting: 5)
        var now = Duration.zero
        var next: UInt64 = 1
        var waiting: Set<UInt64> = []
        var opening: Set<UInt64> = []
        var leased: Set<UInt64> = []
        var idle: Set<UInt64> = []
        var checking: Set<UInt64> = []
        func apply(_ actions: [PoolState.Action]) {
            for action in actions {
                switch action {
                case .open(let id): #expect(opening.insert(id).inserted)
                case .close(let id):
                    idle.remove(id)
                    #expect(!leased.contains(id))
                case .check(let id):
                    #expect(idle.remove(id) != nil)
                    checking.insert(id)
                case .grant(let waiter, let id):
                    #expect(waiting.remove(waiter) != nil)
                    #expect(idle.remove(id) != nil)
                    #expect(leased.insert(id).inserted)
                case .refuse(let waiter, _): #expect(waiting.remove(waiter) != nil)
                }
            }
            #expect(pool.total <= 3)
            #expect(pool.total == idle.count + leased.count + opening.count + checking.count)
            #expect(pool.waitingCount == waiting.count)
        }
        for _ in 0..<300 {
            now += .milliseconds(Int.random(in: 0...4000, using: &random))
            switch Int.random(in: 0..<8, using: &random) {
            case 0, 1:
                waiting.insert(next)
                next += 1
                apply(pool.lease(waiter: next - 1, deadline: now + .seconds(10), now: now))
            case 2:
                if let id = opening.randomElement(using: &random) {
                    opening.remove(id)
                    idle.insert(id)
                    apply(pool.opened(id, now: now))
                }
            case 3:
                if let id = opening.randomElement(using: &random) {
                    opening.remove(id)
                    apply(pool.openFailed(id, now: now))
                }
            case 4:
                if let id = leased.randomElement(using: &random) {
                    leased.remove(id)
                    let reusable = Bool.random(using: &random)
                    if reusable { idle.insert(id) }
                    apply(pool.release(id, reusable: reusable, now: now))
                }
            case 5:
                if let id = leased.union(idle).union(checking).randomElement(using: &random) {
                    leased.remove(id)
                    idle.remove(id)
                    checking.remove(id)
                    apply(pool.lost(id, now: now))
                }
            case 6:
                if let id = checking.randomElement(using: &random) {
                    checking.remove(id)
                    let alive = Bool.random(using: &random)
                    if alive { idle.insert(id) }
                    apply(pool.checked(id, alive: alive, now: now))
                }
            default: apply(pool.tick(now))
            }
        }
        // Nothing stays waiting once time has passed.
        apply(pool.tick(now + .seconds(11)))
        #expect(waiting.isEmpty)
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
