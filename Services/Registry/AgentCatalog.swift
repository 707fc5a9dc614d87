import LunaCore
import LunaMessages

/// How long an instance may be silent. Pure: time comes in.
struct AgentCatalog: Sendable {
    /// Silence after which an instance counts as unhealthy. Nanoseconds.
    var unhealthyAfter: Int64 = 30_000_000_000
    /// Silence after which it counts as gone. Nanoseconds.
    var goneAfter: Int64 = 90_000_000_000

    func health(of instance: AgentInstance, at time: Int64) -> AgentHealth {
        let silence = time - instance.lastSeen
        if silence > goneAfter { return .gone }
        return silence > unhealthyAfter ? .unhealthy : .healthy
    }

    /// An agent is as healthy as its healthiest instance.
    func view(
        _ manifest: AgentManifest, signedBy: String = "", registeredAt: Int64, instances: [AgentInstance],
        at time: Int64
    ) -> AgentView {
        let judged = instances.map { instance in
            var instance = instance
            instance.health = self.health(of: instance, at: time)
            return instance
        }
        let health: AgentHealth =
            judged.contains { $0.health == .healthy }
            ? .healthy : judged.contains { $0.health == .unhealthy } ? .unhealthy : .gone
        return AgentView(
            manifest: manifest, health: health, instances: judged.filter { $0.health != .gone },
            registeredAt: registeredAt,
            id: Self.id(manifest.name, manifest.version), signedBy: signedBy)
    }

    /// `name-vX.Y.Z`.
    static func id(_ name: String, _ version: String) -> String { "\(name)-v\(version)" }

    /// Whether a registered capability, perhaps ending in `.*`, covers a wanted one.
    static func covers(_ offered: String, _ wanted: String) -> Bool {
        offered.hasSuffix(".*") ? wanted.hasPrefix(offered.dropLast()) : offered == wanted
    }

    /// Healthy first, then the newest version.
    static func preferred(_ a: AgentView, _ b: AgentView) -> Bool {
        let left = a.health == .healthy
        let right = b.health == .healthy
        if left != right { return left }
        guard let x = a.manifest.flatMap({ try? SemanticVersion($0.version) }),
            let y = b.manifest.flatMap({ try? SemanticVersion($0.version) }), x != y
        else { return a.id < b.id }
        return y < x
    }
}
