import CoreMetrics
import HeapModule
import Logging
import LunaBus
import LunaCore
import LunaMessages
import LunaPlan

/// Deciding: what has come in becomes events and effects of a batch. Nothing here writes or sends.
extension Engine {
    func decide(_ received: ReceivedResults, at time: Int64, _ batch: inout Batch) async {
        let results: [WorkResult]
        switch received.results {
        case .success(let decoded): results = decoded
        case .failure(let error): return await refuse(received.delivery, error)
        }
        for result in results {
            do {
                try await decide(result, at: time, &batch)
            } catch let error as LunaError where error.errorClass == .notFound || error.errorClass == .validation {
                // It is settled, if not as its worker meant it; unconfirmed it would be sent for ever.
                batch.confirm(result)
                // One of several: the others have been decided and must not come again because of it.
                guard results.count == 1 else {
                    await refuse(result, of: received.delivery, error)
                    continue
                }
                return await refuse(received.delivery, error)
            } catch {
                logger.warning("a result must wait: its execution cannot be loaded", metadata: ["error": "\(error)"])
                received.delivery.nak(delay: .seconds(1))
                return
            }
        }
        batch.settled.append(received.delivery)
    }

    /// - Throws: `LunaError` of class validation or not-found when it can never be accepted; others when it may be later.
    private func decide(_ result: WorkResult, at time: Int64, _ batch: inout Batch) async throws {
        guard let tenant = try? TenantID(result.tenant), let execution = try? ExecutionID(result.execution) else {
            throw LunaError("result.malformed", .validation, "The result names no tenant and execution.")
        }
        let key = JournalStore.Key(tenant: tenant, execution: execution)
        if live[key] == nil, (try? await journal.phase(key))?.isTerminal == true {
            // Late or repeated: settled without loading what has ended.
            return batch.confirm(result)
        }
        var live = try await driven(key, at: time, &batch)
        if live.machine.isBehind(result) { live = try await renewed(live, at: time, &batch) }
        metrics.results.increment()
        let checked = directory.checkingOutput(of: result)
        record(live.machine.handle(.result(checked), at: time, actor: result.agent), live, at: time, &batch)
        batch.confirm(result)
    }

    /// The execution with that key, loaded when need be.
    ///
    /// What the batch has decided of an execution is not in the journal yet: even when it was forgotten since (its partition was given up,
    /// a batch before this one was written), the batch goes on with the state that it has.
    private func driven(_ key: JournalStore.Key, at time: Int64, _ batch: inout Batch) async throws -> LiveExecution {
        if let known = live[key] ?? batch.undecided(key) { return known }
        let loaded = try await load(key, partition: try await journal.partition(of: key))
        if let known = live[key] ?? batch.undecided(key) { return known }
        if !loaded.machine.state.phase.isTerminal {
            live[key] = loaded
            // A result that is quicker than the keeper's look at a partition that has just been taken over: nobody else will
            // set the timers of this execution.
            if partitions.contains(loaded.partition) { takeUp(loaded, at: time, &batch) }
        }
        return loaded
    }

    /// The execution as the journal has it now: another replica has taken it further than what is held here. To settle a result as
    /// unknown by a stale state would be to lose it.
    /// - Throws: `LunaError` `execution.stale` when the batch has events that the journal will refuse.
    private func renewed(_ stale: LiveExecution, at time: Int64, _ batch: inout Batch) async throws -> LiveExecution {
        guard !batch.isTouching(stale.key) else {
            throw LunaError(
                "execution.stale", .conflict, "Another replica has taken the execution further.", isRetryable: true)
        }
        forget(stale.key)
        return try await driven(stale.key, at: time, &batch)
    }

    private func refuse(_ result: WorkResult, of delivery: Delivery, _ error: LunaError) async {
        logger.warning("a result was put aside", metadata: ["error": "\(error)"])
        metrics.refused.increment()
        do {
            var message = delivery.message
            message.body = try result.serialized()
            message.headers[BusHeader.batch] = nil
            message.headers[BusHeader.messageID] = nil
            try await DeadLetters(bus).publish(message, reason: error)
        } catch {
            logger.error("a result that nobody can use was not kept", metadata: ["error": "\(error)"])
        }
    }

    func refuse(_ delivery: Delivery, _ error: LunaError) async {
        logger.warning("a result was put aside", metadata: ["error": "\(error)"])
        metrics.refused.increment()
        await bus.setAside(delivery, reason: error, logger: logger)
    }

    func decide(_ control: ControlCommand, at time: Int64, _ batch: inout Batch) async {
        do {
            let execution = try await driven(control.key, at: time, &batch)
            let events = execution.machine.handle(control.command, at: time, actor: control.actor)
            guard !events.isEmpty || live[control.key] != nil else {
                // It has ended and nothing changes, so there is nothing to commit first.
                control.reply.resume(returning: view(execution))
                return
            }
            record(events, execution, at: time, &batch)
            batch.commands.append((control, view(execution)))
        } catch {
            control.reply.resume(throwing: error)
        }
    }

    func begin(_ written: NewlyWritten, at time: Int64, _ batch: inout Batch) {
        let new = written.new
        // The keeper's scan may have found the rows before this notice came through.
        guard live[new.key] == nil else { return }
        let execution = LiveExecution(
            key: new.key, project: new.project, planName: new.planName, planSHA256: new.planSHA256,
            partition: new.partition, decision: new.decision,
            trace: ExecutionTrace(new.traceparent, of: new.key), machine: written.machine, effectsSequence: 0)
        execution.machine.policy = policy
        if !execution.machine.state.phase.isTerminal { live[new.key] = execution }
        batch.touched[new.key] = execution
        collectEffects(of: new.change.events, execution, at: time, &batch)
        batch.announce(new.change.events, execution)
    }

    func adopt(_ key: JournalStore.Key, partition: Int, at time: Int64, _ batch: inout Batch) async {
        // Events that are not written yet must not be lost sight of; the keeper's next look comes soon.
        guard !batch.isTouching(key) else { return }
        forget(key)
        guard partitions.contains(partition) else { return }
        do {
            let execution = try await load(key, partition: partition)
            guard !execution.machine.state.phase.isTerminal else { return }
            live[key] = execution
            takeUp(execution, at: time, &batch)
            record(execution.machine.handle(.start, at: time, actor: instance), execution, at: time, &batch)
            logger.info(
                "took an execution over", metadata: ["execution": "\(key.execution)", "partition": "\(partition)"])
        } catch {
            logger.error(
                "an execution cannot be taken over", metadata: ["execution": "\(key.execution)", "error": "\(error)"])
        }
    }

    /// Does what has to be done for an execution that somebody else drove before: sets its timers, and hands out what nobody may have.
    private func takeUp(_ execution: LiveExecution, at time: Int64, _ batch: inout Batch) {
        batch.touched[execution.key] = execution
        for (index, record) in execution.machine.state.tasks.enumerated() where record.phase == .retrying {
            batch.timers.append(
                RetryTimer(due: record.retryAt, key: execution.key, task: UInt32(index), attempt: record.attempt))
        }
        handOutAgain(execution, at: time, &batch)
    }

    func load(_ key: JournalStore.Key, partition: Int) async throws -> LiveExecution {
        // What is being written belongs to its state.
        _ = await committing?.value
        let newest = try await journal.newest(key, policy)
        let loaded = newest.loaded
        var decision = loaded.decision
        if decision.isEmpty, !newest.machine.state.phase.isTerminal, rules.gate != nil {
            decision = try await rules.adopt(
                try await journal.plan(key), project: loaded.project, loaded.graph, key.tenant)
            try await journal.note(decision: decision, of: key)
        }
        let execution = LiveExecution(
            key: key, project: loaded.project, planName: loaded.planName, planSHA256: loaded.planSHA256,
            partition: partition, decision: decision, trace: ExecutionTrace(loaded.traceparent, of: key),
            machine: newest.machine, effectsSequence: loaded.effectsSequence)
        execution.snapshotSequence = newest.snapshotSequence
        return execution
    }

    func fireTimers(at time: Int64, _ batch: inout Batch) {
        while let timer = timers.min, timer.due <= time {
            timers.removeMin()
            guard let execution = live[timer.key] else { continue }
            let events = execution.machine.handle(
                .retryDue(task: timer.task, afterAttempt: timer.attempt), at: time, actor: instance)
            record(events, execution, at: time, &batch)
        }
    }

    // MARK: Events and their effects

    func record(_ events: [ExecutionEvent], _ execution: LiveExecution, at time: Int64, _ batch: inout Batch) {
        guard !events.isEmpty else { return }
        batch.add(events, for: execution.key)
        batch.touched[execution.key] = execution
        collectEffects(of: events, execution, at: time, &batch)
        batch.announce(events, execution)
    }

    func collectEffects(
        of events: [ExecutionEvent], _ execution: LiveExecution, at time: Int64, _ batch: inout Batch
    ) {
        for event in events {
            switch event.body {
            case .taskScheduled(let body): dispatch(body.task, body.attempt, execution, at: time, &batch)
            case .taskAttemptFailed(let body):
                batch.timers.append(
                    RetryTimer(due: body.retryAt, key: execution.key, task: body.task, attempt: body.attempt))
            case .cancelled(let body):
                batch.cancellations.append(
                    CancelNotice(execution: execution.key.execution.rawValue, reason: body.reason))
            default: break
            }
        }
    }

    /// How an attempt is handed out.
    enum DispatchMark {
        case first
        /// It may be known to the bus already, and then is not wanted twice.
        case again
        /// The bus may remember it but does not have it.
        case missing
    }

    func dispatch(
        _ task: UInt32, _ attempt: UInt32, _ execution: LiveExecution, at time: Int64, _ batch: inout Batch,
        mark: DispatchMark = .first
    ) {
        let item = execution.workItem(
            task: task, attempt: attempt, at: time, instance: instance, outputLimit: 256 * 1024)
        // An input that no agent accepts fails the attempt at once, through the same door as any other result.
        if let refusal = directory.refusalOfInput(item) {
            let result = WorkResult(
                tenant: item.tenant, project: item.project, execution: item.execution, task: item.task,
                attempt: item.attempt, outcome: .failed, error: ErrorInfo(refusal), agent: instance,
                capability: item.capability)
            record(execution.machine.handle(.result(result), at: time, actor: instance), execution, at: time, &batch)
            refusedAtOnce.append(execution)
            return
        }
        do {
            var headers: BusHeaders = [BusHeader.correlation: item.execution]
            if mark != .first { headers[BusHeader.again] = "true" }
            let repetition = mark == .missing ? ":\(time)" : ""
            batch.work.append(
                OutgoingMessage(
                    subject: try execution.workSubject(of: task), body: try item.serialized(), headers: headers,
                    messageID: "\(item.execution):\(item.task):\(attempt)\(repetition)"))
        } catch {
            logger.error("a work item cannot be encoded", metadata: ["task": "\(item.task)", "error": "\(error)"])
        }
    }

    func view(_ execution: LiveExecution) -> ExecutionView {
        WireViews.execution(
            execution.key, project: execution.project, planName: execution.planName, planSHA256: execution.planSHA256,
            state: execution.machine.state)
    }
}
