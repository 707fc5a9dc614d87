import LunaMessages

/// The RPCs of the health-monitor.
struct HealthMonitorService: HealthMonitorServing {
    let watch: HealthWatch
    let workload: WorkloadWatch

    func getHealth(_ request: HealthRequest, context: CallContext) async throws -> HealthReply {
        await watch.current()
    }

    func getWorkload(_ request: WorkloadRequest, context: CallContext) async throws -> WorkloadReply {
        await workload.reply
    }
}
