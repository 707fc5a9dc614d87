import CNats
import LunaCore
import LunaMessages

/// Answers `$SRV.PING|INFO|STATS[.<name>[.<id>]]` by the NATS services protocol (ADR-32), so that standard tools list,
/// inspect and ping our services.
final class ServiceDiscovery: MessageSink {
    private let bus: Bus
    private let name: String
    private let id: String
    private let version: String
    private let description: String
    private let metadata: [String: String]
    private let methods: [RPCMethod]
    private let statistics: ServiceStatistics

    init(
        bus: Bus, name: String, id: String, version: String, description: String, metadata: [String: String],
        methods: [RPCMethod], statistics: ServiceStatistics
    ) {
        self.bus = bus
        self.name = name
        self.id = id
        self.version = version
        self.description = description
        self.metadata = metadata
        self.methods = methods
        self.statistics = statistics
    }

    /// What to subscribe to: the three verbs for everybody, for this service, and for this instance.
    var subjects: [String] { ["$SRV.*", "$SRV.*.\(name)", "$SRV.*.\(name).\(id)"] }

    func receive(_ raw: OpaquePointer) {
        let message = NATSMessage.copy(raw)
        guard let reply = message.reply else { return }
        let parts = message.subject.split(separator: ".")
        guard parts.count >= 2, let body = response(to: String(parts[1])) else { return }
        try? bus.prompt.publish(reply, JSONValue.object(body).serialized())
    }

    func completed() {}

    private func response(to verb: String) -> [String: JSONValue]? {
        var body: [String: JSONValue] = [
            "name": .string(name), "id": .string(id), "version": .string(version),
            "metadata": .object(metadata.mapValues { .string($0) }),
        ]
        switch verb {
        case "PING":
            body["type"] = "io.nats.micro.v1.ping_response"
        case "INFO":
            body["type"] = "io.nats.micro.v1.info_response"
            body["description"] = .string(description)
            body["endpoints"] = .array(
                methods.map { .object(endpoint($0).merging(["metadata": .object([:])]) { a, _ in a }) })
        case "STATS":
            body["type"] = "io.nats.micro.v1.stats_response"
            body["started"] = .string(statistics.started)
            body["endpoints"] = .array(
                methods.map { .object(endpoint($0).merging(statistics.fields($0.name)) { a, _ in a }) })
        default:
            return nil
        }
        return body
    }

    private func endpoint(_ method: RPCMethod) -> [String: JSONValue] {
        ["name": .string(method.name), "subject": .string(method.subject), "queue_group": .string(name)]
    }

    /// Major.minor.patch with optional pre-release and build parts (Semantic Versioning 2.0.0).
    static func isSemanticVersion(_ text: String) -> Bool {
        let withoutBuild = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = withoutBuild[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        func isNumber(_ part: Substring) -> Bool {
            !part.isEmpty && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                && (part.count == 1 || part.first != "0")
        }
        func areIdentifiers(_ part: Substring) -> Bool {
            part.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { identifier in
                IdentifierRules.isToken(String(identifier)) && !identifier.contains("_")
            }
        }
        return numbers.count == 3 && numbers.allSatisfy(isNumber) && parts.dropFirst().allSatisfy(areIdentifiers)
            && withoutBuild.dropFirst().allSatisfy(areIdentifiers)
    }
}
