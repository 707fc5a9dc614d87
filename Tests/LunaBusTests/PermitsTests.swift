import LunaBus
import Synchronization
import Testing

/// How many are inside at a time, and have been at most.
private final class Level: Sendable {
    private let state = Mutex((now: 0, most: 0))
    var most: Int { state.withLock { $0.most } }

    func enter() {
        state.withLock { state in
            state.now += 1
            state.most = max(state.most, state.now)
        }
    }

    func leave() { state.withLock { $0.now -= 1 } }
}

@Suite struct PermitsTests {
    @Test(.timeLimit(.minutes(1))) func noMoreThanTheLimitAtATime() async {
        let permits = Permits(3)
        let level = Level()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    await permits.take()
                    level.enter()
                    await Task.yield()
                    level.leave()
                    permits.giveBack()
                }
            }
        }
        #expect((1...3).contains(level.most) && permits.taken == 0)
    }

    @Test(.timeLimit(.minutes(1))) func raisingTheLimitLetsTheWaitingIn() async {
        let permits = Permits(1)
        await permits.take()
        async let second: Void = permits.take()
        async let third: Void = permits.take()
        permits.limit = 3
        _ = await (second, third)
        #expect(permits.taken == 3 && permits.isExhausted)
    }

    @Test(.timeLimit(.minutes(1))) func loweringItTakesNothingAwayButGivesNothingOut() async {
        let permits = Permits(2)
        await permits.take()
        await permits.take()
        permits.limit = 1
        let level = Level()
        let waiter = Task {
            await permits.take()
            level.enter()
        }
        permits.giveBack()
        await Task.yield()
        #expect(level.most == 0 && permits.taken == 1)
        permits.giveBack()
        await waiter.value
        #expect(permits.taken == 1)
    }
}
