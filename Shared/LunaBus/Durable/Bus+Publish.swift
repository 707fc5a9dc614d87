import LunaCore

extension Bus {
    /// How long one try may take before it is repeated (with a message id) or failed (without).
    private static let tryTimeout = Duration.seconds(3)
    /// Up to so many messages at once are worth a system call each.
    private static let promptCount = 4

    /// Publishes into a stream and awaits its receipt: the stream has the message, or this throws.
    ///
    /// While the server is away or the stream does not answer, it tries again until `timeout`; a message without an id
    /// is not repeated after an unclear end (`bus.timeout`), because it might then be there twice.
    /// - Throws: `LunaError` `bus.no_responders` (no stream has that subject), `bus.timeout`, `bus.stream_unavailable`
    ///   (full,
    ///   starting), `bus.payload_too_large`, `bus.invalid_subject`; `CancellationError`.
    public func publishDurable(_ message: OutgoingMessage, timeout: Duration = .seconds(15)) async throws
        -> PublishReceipt
    {
        try Self.check(message)
        let headers = Self.headers(of: message)
        let deadline = ContinuousClock.now + timeout
        var pause = Duration.milliseconds(50)
        while true {
            do {
                let left = deadline - ContinuousClock.now
                let limit = message.messageID.isEmpty ? left : min(left, Self.tryTimeout)
                let answer = try await promptRequests.request(
                    message.subject, message.body, headers: headers, timeout: max(limit, .milliseconds(1)))
                return try answer.body.withUnsafeBytes { PublishAcknowledgement.parse($0) }.get()
            } catch let error as LunaError
                where Self.canRepeat(error, message) && ContinuousClock.now + pause < deadline
            {
                if error.code == "bus.no_responders" {
                    // Nobody takes this subject. With a stream of ours it may be starting or lost; else nobody ever
                    // will.
                    guard definitions.covers(message.subject) else { throw error }
                    await heal()
                }
                try await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(1))
            }
        }
    }

    /// Publishes many messages into streams, `window` at a time on the bulk connection, each with its own receipt.
    ///
    /// Results are in the order of `messages`. Messages are stored in that order, except for those that had to be sent
    /// again after a failure.
    public func publishDurable(
        _ messages: [OutgoingMessage], window: Int = 4096, timeout: Duration = .seconds(15)
    ) async -> [Result<PublishReceipt, LunaError>] {
        // The bulk connection gathers for a millisecond before it writes, which is too long for the next step of a chain.
        await publishDurable(
            messages, window: window, timeout: timeout,
            on: messages.count <= Self.promptCount ? promptRequests : bulkRequests)
    }

    private func publishDurable(
        _ messages: [OutgoingMessage], window: Int, timeout: Duration, on requests: RequestMux
    ) async -> [Result<PublishReceipt, LunaError>] {
        let deadline = ContinuousClock.now + timeout
        var results: [Result<PublishReceipt, LunaError>] = []
        results.reserveCapacity(messages.count)
        var open = Array(messages.indices)
        var pause = Duration.milliseconds(50)
        while true {
            let left = deadline - ContinuousClock.now
            let round = await publishRound(
                open.map { messages[$0] }, window: max(1, window), limit: min(left, Self.tryTimeout), on: requests)
            if results.isEmpty {
                results = round
            } else {
                for (position, index) in open.enumerated() { results[index] = round[position] }
            }
            var healing = false
            open = open.filter { index in
                guard case .failure(let error) = results[index], Self.canRepeat(error, messages[index]) else {
                    return false
                }
                if error.code == "bus.no_responders" {
                    guard definitions.covers(messages[index].subject) else { return false }
                    healing = true
                }
                return true
            }
            guard !open.isEmpty, !Task.isCancelled, ContinuousClock.now + pause < deadline else { return results }
            if healing { await heal() }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(1))
        }
    }

    private func publishRound(
        _ messages: [OutgoingMessage], window: Int, limit: Duration, on requests: RequestMux
    ) async -> [Result<PublishReceipt, LunaError>] {
        let bulkPublish = BulkPublish(count: messages.count)
        for (index, message) in messages.enumerated() {
            await bulkPublish.admit(window: window)
            do {
                try Self.check(message)
                requests.publish(
                    message, headers: Self.headers(of: message),
                    deadline: monotonicNow() &+ max(limit.nanoseconds, 1_000_000), bulk: bulkPublish, index: index)
            } catch {
                bulkPublish.failed(index, LunaError.wrapping(error))
            }
        }
        return await bulkPublish.finish()
    }

    /// Publishes many messages into one stream with a receipt for the last of each `window` only: a stream takes a connection's
    /// messages in order, so that receipt stands for those before it. Costs the stream and us a fraction of a receipt each.
    ///
    /// For what can be had elsewhere when it is lost: a message in the middle of a window that the stream refuses is not noticed, and
    /// nothing is sent twice. Ids for de-duplication are not sent.
    /// - Returns: how many were published, counted in whole windows, and why it stopped there if it did.
    public func publishFollowed(_ messages: [OutgoingMessage], window: Int = 512, timeout: Duration = .seconds(15))
        async
        -> (published: Int, failure: LunaError?)
    {
        var published = 0
        while published < messages.count {
            let end = min(published + max(1, window), messages.count)
            do {
                for message in messages[published..<end - 1] {
                    try Self.check(message)
                    try bulk.publish(message.subject, message.body, headers: message.headers)
                }
                let last = messages[end - 1]
                let result = await publishDurable(
                    [OutgoingMessage(subject: last.subject, body: last.body, headers: last.headers)], window: 1,
                    timeout: timeout, on: bulkRequests)
                for receipt in result { _ = try receipt.get() }
            } catch {
                return (published, LunaError.wrapping(error))
            }
            published = end
        }
        return (published, nil)
    }

    private static func check(_ message: OutgoingMessage) throws {
        try Subjects.checkPublishable(message.subject)
        try Subjects.check(message.headers)
        if !message.messageID.isEmpty { try Subjects.check([BusHeader.messageID: message.messageID]) }
    }

    private static func headers(of message: OutgoingMessage) -> BusHeaders {
        guard !message.messageID.isEmpty else { return message.headers }
        var headers = message.headers
        headers[BusHeader.messageID] = message.messageID
        return headers
    }

    private static func canRepeat(_ error: LunaError, _ message: OutgoingMessage) -> Bool {
        switch error.code {
        case "bus.no_responders", "bus.buffer_full": true
        case "bus.timeout": !message.messageID.isEmpty
        // 10008: JetStream is not ready yet. A stream that is full stays so: that is the caller's matter.
        case "bus.stream_unavailable": error.details["err_code"] == "10008"
        default: false
        }
    }
}

extension KnownDefinitions {
    /// Whether a stream that this process has asked for takes `subject`.
    func covers(_ subject: String) -> Bool {
        allStreams.contains { stream in stream.subjects.contains { Subjects.matches(subject, $0) } }
    }
}
