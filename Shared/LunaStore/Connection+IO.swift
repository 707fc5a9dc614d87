import CPostgres
import DequeModule
import Glibc
import Logging
import LunaCore
import Synchronization

extension Connection {
    /// What is to be done once the lock is free.
    struct Effects {
        var finished: [Batch] = []
        var loss: (LunaError, Aftermath)?
        var cancel = false
        var notifications: [StoreNotification] = []
    }

    // MARK: Sending

    /// Hands a batch to libpq and writes what the socket takes. The answer comes through the batch's completion, once, always.
    func submit(_ batch: Batch) {
        var effects = Effects()
        let wakeAt: ContinuousClock.Instant? = state.withLock { state in
            guard !batch.isCancelled else {
                batch.lost = CancellationError()
                effects.finished.append(batch)
                return nil
            }
            guard let handle = state.handle, isFresh(&state, handle, &effects) else {
                batch.lost = StoreFailure.staleConnection("the connection was closed meanwhile")
                effects.finished.append(batch)
                return nil
            }
            switch batch.kind {
            case .pipeline: sendPipeline(&state, handle, batch, &effects)
            case .script: sendScript(&state, handle, batch, &effects)
            }
            flush(&state, &effects)
            return batch.deadline
        }
        if let wakeAt { loop.wake(by: wakeAt) }
        carryOut(effects)
    }

    /// Looks whether the server has hung up while nobody was looking, so that nothing is sent into a dead connection, where one
    /// could not tell afterwards whether it ran.
    /// Looks whether the connection is still good, for the beginning of a lease.
    func isFresh() -> Bool {
        var effects = Effects()
        let fresh = state.withLock { state in state.handle.map { isFresh(&state, $0, &effects) } ?? false }
        carryOut(effects)
        return fresh
    }

    private func isFresh(_ state: inout State, _ handle: OpaquePointer, _ effects: inout Effects) -> Bool {
        guard state.inFlight.isEmpty else { return true }
        var byte: UInt8 = 0
        if recv(state.descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) < 0, errno == EAGAIN { return true }
        // Something is there although nothing was asked: a notice, a notification, the last words, or the end.
        if PQconsumeInput(handle) == 0 || PQstatus(handle) != CONNECTION_OK {
            lose(&state, "the server closed the idle connection", sent: false, &effects)
            return false
        }
        _ = PQisBusy(handle)  // makes libpq look at what it has read
        if let words = notices.lastWords {
            lose(&state, words, sent: false, &effects)
            return false
        }
        collectNotifications(handle, &effects)
        return true
    }

    private func sendPipeline(_ state: inout State, _ handle: OpaquePointer, _ batch: Batch, _ effects: inout Effects) {
        deallocateDropped(&state, handle)
        let commands = state.preamble + batch.commands
        state.preamble = []
        var ok = true
        for command in commands where ok { ok = send(&state, handle, command, batch) }
        ok = ok && PQpipelineSync(handle) == 1
        state.inFlight.append(batch)
        if !ok { lose(&state, errorMessage(handle), sent: true, &effects) }
    }

    private func send(_ state: inout State, _ handle: OpaquePointer, _ command: Command, _ batch: Batch) -> Bool {
        let parameters = command.parameters
        guard command.isPrepared else {
            batch.slots.append(.execute(sql: command.sql, name: nil, wanted: command.isWanted))
            return parameters.withPointers { count, values, lengths, formats in
                PQsendQueryParams(handle, command.sql, count, parameters.types, values, lengths, formats, 1) == 1
            }
        }
        let name: String
        if let known = state.cache.find(command.sql, parameters) {
            name = known
        } else {
            name = state.cache.insert(command.sql, parameters.types)
            batch.slots.append(.prepare(sql: command.sql, name: name))
            guard PQsendPrepare(handle, name, command.sql, Int32(parameters.count), parameters.types) == 1 else {
                return false
            }
        }
        batch.slots.append(.execute(sql: command.sql, name: name, wanted: command.isWanted))
        return parameters.withPointers { count, values, lengths, formats in
            PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1) == 1
        }
    }

    /// In a pipeline segment of their own, so that they cannot fail anybody's statements.
    private func deallocateDropped(_ state: inout State, _ handle: OpaquePointer) {
        guard PQtransactionStatus(handle) == PQTRANS_IDLE, state.inFlight.isEmpty, !state.cache.dropped.isEmpty else {
            return
        }
        let batch = Batch(.pipeline, [], limit: nil) { _ in }
        for name in state.cache.takeDropped() {
            batch.slots.append(.execute(sql: "", name: nil, wanted: false))
            guard PQsendQueryParams(handle, "DEALLOCATE \(name)", 0, nil, nil, nil, nil, 1) == 1 else { break }
        }
        _ = PQpipelineSync(handle)
        state.inFlight.append(batch)
    }

    /// The simple protocol knows no pipeline, so the mode is left for the time of the script.
    private func sendScript(_ state: inout State, _ handle: OpaquePointer, _ batch: Batch, _ effects: inout Effects) {
        guard state.inFlight.isEmpty, state.preamble.isEmpty, PQexitPipelineMode(handle) == 1 else {
            batch.lost = LunaError(
                "store.failed", .internal, "A script cannot run while other statements are in flight.")
            effects.finished.append(batch)
            return
        }
        let ok = PQsendQuery(handle, batch.commands.first?.sql ?? "") == 1
        state.inFlight.append(batch)
        if !ok { lose(&state, errorMessage(handle), sent: true, &effects) }
    }

    private func flush(_ state: inout State, _ effects: inout Effects) {
        guard let handle = state.handle else { return }
        let status = PQflush(handle)
        if status < 0 { return lose(&state, errorMessage(handle), sent: true, &effects) }
        let watches = status == 1
        if watches != state.watchesWrites {
            state.watchesWrites = watches
            loop.watchWrites(state.descriptor, token: id, watches)
        }
        // A write that does not get through makes libpq read, so answers may be waiting that epoll will not tell of.
        if watches { receive(&state, &effects) }
    }

    // MARK: Receiving (on the loop's thread)

    func ready(readable: Bool, writable: Bool) {
        var effects = Effects()
        state.withLock { state in
            guard let handle = state.handle else { return }
            if readable, PQconsumeInput(handle) == 0 {
                // The server's last words may be in what was read before the end.
                receive(&state, &effects)
                if state.handle != nil { lose(&state, errorMessage(handle), sent: true, &effects) }
                return
            }
            receive(&state, &effects)
            guard state.handle != nil else { return }
            if state.inFlight.isEmpty, PQisBusy(handle) == 0, let words = notices.lastWords {
                return lose(&state, words, sent: false, &effects)
            }
            if writable || state.watchesWrites { flush(&state, &effects) }
        }
        carryOut(effects)
    }

    private func receive(_ state: inout State, _ effects: inout Effects) {
        guard let handle = state.handle else { return }
        while let batch = state.inFlight.first, PQisBusy(handle) == 0 {
            guard let result = PQgetResult(handle) else {
                if batch.kind == .script {
                    if PQenterPipelineMode(handle) != 1 {
                        return lose(&state, errorMessage(handle), sent: true, &effects)
                    }
                    finishFirst(&state, &effects)
                } else if batch.place < batch.slots.count {
                    batch.place += 1
                } else {
                    break
                }
                continue
            }
            let status = PQresultStatus(result)
            switch status {
            case PGRES_PIPELINE_SYNC:
                PQclear(result)
                finishFirst(&state, &effects)
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
                if case .execute(_, _, true)? = batch.slots.element(batch.place), batch.failure == nil {
                    batch.results.append(ResultSet(taking: result))
                } else {
                    PQclear(result)
                }
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                PQclear(result)
                return lose(&state, "COPY is not possible through a query", sent: true, &effects)
            default:
                refused(&state, batch, result, status)
                PQclear(result)
                if PQstatus(handle) == CONNECTION_BAD {
                    return lose(&state, errorMessage(handle), sent: true, &effects)
                }
            }
        }
        collectNotifications(handle, &effects)
    }

    private func refused(_ state: inout State, _ batch: Batch, _ result: OpaquePointer, _ status: ExecStatusType) {
        if status != PGRES_PIPELINE_ABORTED {
            let report = StoreFailure.report(result)
            // Without an SQLSTATE it is libpq itself that speaks: the connection is lost, which is handled as such.
            if batch.failure == nil, !report.sqlState.isEmpty { batch.failure = report }
        }
        switch batch.slots.element(batch.place) {
        case .prepare(let sql, let name): state.cache.forget(sql, name: name, onServer: false)
        case .execute(let sql, let name?, _) where status != PGRES_PIPELINE_ABORTED && batch.isStaleStatement:
            state.cache.forget(sql, name: name, onServer: batch.failure?.sqlState != "26000")
        default: break
        }
    }

    private func finishFirst(_ state: inout State, _ effects: inout Effects) {
        guard let batch = state.inFlight.popFirst() else { return }
        effects.finished.append(batch)
        if let next = state.inFlight.first, next.isCancelled || next.isTimedOut {
            requestCancel(&state, next, &effects)
        }
    }

    private func collectNotifications(_ handle: OpaquePointer, _ effects: inout Effects) {
        guard onNotification != nil else { return }
        while let notification = PQnotifies(handle) {
            effects.notifications.append(
                StoreNotification(
                    channel: String(cString: notification.pointee.relname),
                    payload: String(cString: notification.pointee.extra)))
            PQfreemem(notification)
        }
    }

    func lose(_ state: inout State, _ reason: String, sent: Bool, _ effects: inout Effects) {
        let error = StoreFailure.unavailable(reason, sent: sent)
        if let aftermath = Self.takeDown(&state, error, loop: loop, id: id) { effects.loss = (error, aftermath) }
    }

    private func errorMessage(_ handle: OpaquePointer) -> String {
        let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        return text.isEmpty ? "connection lost" : text
    }

    func carryOut(_ effects: Effects) {
        if effects.cancel { sendCancel() }
        for batch in effects.finished { batch.completion(batch.outcome) }
        if let (error, aftermath) = effects.loss {
            aftermath.finish()
            onLoss(id, error)
        }
        if let onNotification { for notification in effects.notifications { onNotification(notification) } }
    }
}

extension Array {
    fileprivate func element(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
