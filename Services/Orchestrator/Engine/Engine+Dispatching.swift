import LunaCore

/// Dispatching: which of the tasks that are ready go out, and in which order.
extension Engine {
    /// Ends the deciding of a batch: hands out what fairness and the bounds let go, of all executions that wait and not only of those
    /// that the batch has touched.
    func handOut(at time: Int64, _ batch: inout Batch) {
        for execution in batch.touched.values { count(execution, at: time) }
        // A task whose input no agent takes comes back at once and makes room for another.
        repeat {
            refusedAtOnce.removeAll(keepingCapacity: true)
            for capability in fair.waiting { grant(capability, at: time, &batch) }
            for execution in refusedAtOnce { count(execution, at: time) }
        } while !refusedAtOnce.isEmpty
        congestion.set(fair.waiting)
        // Names of capabilities come from plans: those that are not used any more must not stay.
        if paces.count > 1024 { paces = paces.filter { fair.counts($0.key) != FairDispatch.Counts() } }
    }

    /// Nothing of it is driven here any more.
    func forget(_ key: JournalStore.Key) {
        live[key] = nil
        fair.remove(key)
    }

    private func grant(_ capability: String, at time: Int64, _ batch: inout Batch) {
        let depth = (paces[capability] ?? LanePace()).depth(concurrency: directory.concurrency(of: capability))
        for (key, count) in fair.grant(capability, most: depth) {
            guard let execution = live[key],
                let position = execution.machine.state.graph.capabilities.firstIndex(of: capability)
            else {
                fair.remove(key)
                continue
            }
            let events = execution.machine.handle(
                .handOut(capability: position, count: count), at: time, actor: instance)
            record(events, execution, at: time, &batch)
        }
    }

    /// Tells the dispatcher how things stand with an execution.
    private func count(_ execution: LiveExecution, at time: Int64) {
        let state = execution.machine.state
        guard live[execution.key] === execution else { return }
        for (position, capability) in state.graph.capabilities.enumerated() where position != state.graph.barriers {
            let now = FairDispatch.Counts(
                ready: state.phase == .running ? state.count(.ready, ofCapability: position) : 0,
                inFlight: state.count(.running, ofCapability: position))
            let before = fair.counts(of: execution.key, capability)
            guard now != before else { continue }
            if now.inFlight < before.inFlight {
                paces[capability, default: LanePace()].note(returned: before.inFlight - now.inFlight, at: time)
            }
            fair.set(now, of: execution.key, capability)
        }
    }
}
