import LunaCore
import LunaProbe

/// Looks at a stack without changing it.
struct StackInspection: Sendable {
    let configuration: StackConfiguration
    let state: StackState

    func statuses() async throws -> [InstanceStatus] {
        let order = try configuration.graph().startOrder
        let names = order.flatMap { component -> [(component: String, name: String)] in
            let known = state.instances.values.filter { $0.component == component }.map(\.name)
            let wanted =
                [component]
                + (2...max(2, state.scale[component] ?? 1)).prefix(max(0, (state.scale[component] ?? 1) - 1)).map {
                    "\(component)-\($0)"
                }
            return Set(known + wanted).sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }.map { (component, $0) }
        }
        return await withTaskGroup(of: (Int, InstanceStatus).self) { group in
            for (index, entry) in names.enumerated() {
                group.addTask { (index, await status(entry.component, entry.name)) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func status(_ component: String, _ name: String) async -> InstanceStatus {
        var status = InstanceStatus(name: name, state: .stopped, log: configuration.logFile(name))
        guard let instance = state.instances[name] else {
            if component == ServiceCatalog.nats, let url = configuration.natsURL {
                status.state = .external
                status.detail = StackSession.withoutPassword(url)
            } else if component == ServiceCatalog.postgres, let url = configuration.databaseURL {
                status.state = .external
                status.detail = url.contains("://") ? StackSession.withoutPassword(url) : "DATABASE_URL"
            }
            return status
        }
        guard instance.process.isRunning else {
            status.state = .crashed
            status.detail = "process \(instance.process.pid) has ended by itself; `luna up` starts it again"
            return status
        }
        status.pid = instance.process.pid
        status.port = instance.port > 0 ? instance.port : nil
        status.age = instance.process.age
        status.memory = instance.process.memoryBytes
        await probe(instance, &status)
        return status
    }

    private func probe(_ instance: StackState.Instance, _ status: inout InstanceStatus) async {
        switch instance.component {
        case ServiceCatalog.nats:
            status.state = await LocalNATS.isReady(port: instance.port) ? .ready : .unready
        case ServiceCatalog.postgres:
            status.state = await Loopback.answers(instance.port) ? .ready : .unready
        default:
            guard instance.port > 0 else {
                status.state = .starting
                return
            }
            guard let answer = await HTTPProbe.get(port: instance.port, path: "/readyz") else {
                status.state = .unready
                status.detail = "does not answer"
                return
            }
            status.state = answer.status == 200 ? .ready : .unready
            if answer.status == 200 {
                if configuration.services.contains(where: { $0.isGateway && $0.name == instance.component }) {
                    status.detail = state.gatewayURL
                }
            } else {
                status.detail = StackSession.reason(answer)
            }
        }
    }
}
