import LunaMessages

/// The RPCs of the health-monitor.
struct HealthMonitorService: HealthMonitorServing {
    let watch: HealthWatch

    func getHealth(_ request: HealthRequest, context: CallContext) async throws -> HealthReply {
        await watch.states.reply
    }
}
