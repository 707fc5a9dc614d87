import LunaCore
import LunaStack
import Testing

@Suite struct ComponentGraphTests {
    @Test func everythingStartsAfterWhatItNeeds() throws {
        let graph = try ComponentGraph([
            ("gateway", ["api"]), ("api", ["bus", "store"]), ("bus", []), ("store", []), ("alone", []),
        ])
        #expect(graph.startOrder == ["bus", "store", "api", "gateway", "alone"])
        #expect(graph.stopOrder == ["alone", "gateway", "api", "store", "bus"])
        #expect(graph.dependents(of: "bus") == ["api"])
    }

    @Test func aCycleIsNamed() {
        let error = #expect(throws: LunaError.self) { try ComponentGraph([("a", ["b"]), ("b", ["c"]), ("c", ["a"])]) }
        #expect(error?.code == "stack.graph_invalid")
        #expect(error?.message.contains("a → b → c → a") == true)
    }

    @Test func unknownAndDoubledNamesAreRefused() {
        #expect(throws: LunaError.self) { try ComponentGraph([("a", ["nobody"])]) }
        #expect(throws: LunaError.self) { try ComponentGraph([("a", []), ("a", [])]) }
    }

    @Test func theProductsOwnComponentsCanBeOrdered() throws {
        let names = ServiceCatalog.services.map(\.name)
        let graph = try ComponentGraph(
            [(ServiceCatalog.nats, []), (ServiceCatalog.postgres, [])]
                + ServiceCatalog.services.map { ($0.name, $0.needs) })
        #expect(Set(graph.startOrder) == Set(names + ["nats-server", "postgres"]))
        #expect(graph.startOrder.last == "gateway")
    }

    /// Any graph whose edges lead from later to earlier names can be ordered, whatever order it is given in.
    @Test(arguments: 0..<50) func randomGraphs(seed: UInt64) throws {
        var random = Generator(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
        let count = Int.random(in: 1...30, using: &random)
        let components = (0..<count).map { index in
            (
                name: "c\(index)",
                needs: (0..<index).filter { _ in Int.random(in: 0..<4, using: &random) == 0 }.map { "c\($0)" }
            )
        }
        let order = try ComponentGraph(components.shuffled(using: &random)).startOrder
        let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
        #expect(order.count == count)
        for component in components {
            for need in component.needs { #expect((place[need] ?? .max) < (place[component.name] ?? -1)) }
        }
    }

    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }
}
