import LunaMessages
import Testing

@testable import HealthMonitor

@Suite("States of components")
struct ComponentStatesTests {
    private func look(_ states: inout ComponentStates, _ failure: String?, at time: Int64) -> HealthChanged? {
        states.observe(.init(component: "memory", failure: failure), at: time)
    }

    @Test("One missed answer degrades, two in a row are down, one answer is up again; only changes are told")
    func transitions() {
        var states = ComponentStates()
        #expect(look(&states, nil, at: 1)?.current == "up")
        #expect(look(&states, nil, at: 2) == nil)
        #expect(look(&states, "no answer", at: 3)?.current == "degraded")
        let down = look(&states, "no answer", at: 4)
        #expect(down?.previous == "degraded" && down?.current == "down" && down?.reason == "no answer")
        #expect(look(&states, "no answer", at: 5) == nil)
        #expect(states.reply.state == "down")
        #expect(states.reply.components.first?.since == 4)
        #expect(look(&states, nil, at: 6)?.current == "up")
        #expect(states.reply.state == "up")
    }

    @Test("The whole is as bad as its worst part")
    func worst() {
        var states = ComponentStates()
        _ = states.observe(.init(component: "a", failure: nil), at: 1)
        _ = states.observe(.init(component: "b", failure: "slow"), at: 1)
        #expect(states.reply.state == "degraded")
        #expect(states.reply.components.map(\.component) == ["a", "b"])
    }
}
