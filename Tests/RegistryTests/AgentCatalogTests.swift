import LunaCore
import LunaMessages
import Testing

@testable import Registry

@Suite("Agents in the catalog")
struct AgentCatalogTests {
    private let second: Int64 = 1_000_000_000

    private func manifest(version: String = "1.0.0") -> AgentManifest {
        AgentManifest(name: "unit-tester", version: version, capabilities: ["validate.python"])
    }

    @Test("An agent is as healthy as its healthiest instance, and instances that have gone are not shown")
    func health() {
        let catalog = AgentCatalog()
        let now = 1000 * second
        func instance(_ name: String, silent seconds: Int64) -> AgentInstance {
            AgentInstance(instance: name, lastSeen: now - seconds * second)
        }
        let all = [instance("a", silent: 5), instance("b", silent: 40), instance("c", silent: 200)]
        let view = catalog.view(manifest(), registeredAt: 1, instances: all, at: now)
        #expect(view.health == .healthy)
        #expect(view.instances.map(\.instance) == ["a", "b"])
        #expect(view.instances.map(\.health) == [.healthy, .unhealthy])
        #expect(catalog.view(manifest(), registeredAt: 1, instances: Array(all[1...]), at: now).health == .unhealthy)
        #expect(catalog.view(manifest(), registeredAt: 1, instances: [all[2]], at: now).health == .gone)
        #expect(view.id == "unit-tester-v1.0.0")
    }

    @Test("Healthy agents come first, then newer versions")
    func preference() {
        func view(_ version: String, _ health: AgentHealth) -> AgentView {
            AgentView(manifest: manifest(version: version), health: health, id: "unit-tester-v\(version)")
        }
        let sorted = [view("1.9.0", .healthy), view("2.0.0", .unhealthy), view("1.10.0", .healthy)].sorted(
            by: AgentCatalog.preferred)
        #expect(sorted.map(\.id) == ["unit-tester-v1.10.0", "unit-tester-v1.9.0", "unit-tester-v2.0.0"])
    }

    @Test("A capability with a star covers everything below it, and nothing beside it")
    func capabilities() {
        #expect(AgentCatalog.covers("codegen.*", "codegen.python"))
        #expect(AgentCatalog.covers("codegen.python", "codegen.python"))
        #expect(!AgentCatalog.covers("codegen.*", "codegenerator"))
        #expect(!AgentCatalog.covers("codegen.python", "codegen.swift"))
    }

    @Test("Every problem of a manifest is named at once")
    func problems() throws {
        let bad = AgentManifest(
            name: "Unit Tester", version: "1", capabilities: ["Code Gen"], inputSchemaJson: Array(#"{"type": 7}"#.utf8),
            outputSchemaJson: Array("{".utf8))
        let error = #expect(throws: LunaError.self) { try ManifestRules.check(bad) }
        for word in ["name:", "version:", "capabilities:", "input_schema:", "output_schema:"] {
            #expect(error?.message.contains(word) == true, "\(word) is not mentioned")
        }
        try ManifestRules.check(manifest())
    }
}
