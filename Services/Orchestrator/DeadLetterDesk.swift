import LunaBus
import LunaCore
import LunaMessages

/// Dead letters as a tenant may see them: its own.
///
/// Whose a letter is says the subject it was published on; where that names nobody, the message itself. What names no tenant at
/// all, such as a result that cannot be read, belongs to the tenant of the installation.
struct DeadLetterDesk: Sendable {
    /// Letters that a page looks at, so that it comes in time however many belong to others.
    private static let scanLimit = 2000
    /// Letters that one purge removes.
    private static let purgeLimit = 1000

    let bus: Bus
    let installation: TenantID
    private let letters: DeadLetters

    init(bus: Bus, installation: TenantID) {
        self.bus = bus
        self.installation = installation
        letters = DeadLetters(bus)
    }

    /// A page, oldest first. A page may be short and still have a cursor: others' letters were in between.
    /// - Throws: `LunaError` `cursor.invalid`, or of the bus.
    func list(_ request: ListDeadLettersRequest, limit: Int, tenant: TenantID) async throws -> ListDeadLettersReply {
        guard let start = request.cursor.isEmpty ? 0 : UInt64(request.cursor) else {
            throw LunaError("cursor.invalid", .validation, "Use the cursor of an earlier reply.")
        }
        var reply = ListDeadLettersReply()
        let found = try await scan(
            after: start, subject: request.subject, code: request.code, tenant, limit: Self.scanLimit
        ) { letter in
            var view = Self.view(letter, tenant: tenant)
            view.body = []
            view.headers = [:]
            reply.letters.append(view)
            return reply.letters.count < limit
        }
        if let last = found.reached, found.more { reply.nextCursor = String(last) }
        return reply
    }

    /// - Throws: `LunaError` `dlq.not_found`, also for what belongs to somebody else.
    func show(_ sequence: UInt64, tenant: TenantID) async throws -> DeadLetterView {
        Self.view(try await own(sequence, tenant), tenant: tenant)
    }

    /// - Throws: `LunaError` `dlq.not_found`, `dlq.truncated`, or of the bus; the letter then stays.
    func replay(_ sequence: UInt64, tenant: TenantID) async throws -> ReplayedDeadLetter {
        let letter = try await own(sequence, tenant)
        let receipt = try await letters.replay(sequence)
        return ReplayedDeadLetter(
            letter: sequence, subject: letter.original.subject, stream: receipt.stream, sequence: receipt.sequence)
    }

    /// - Throws: `LunaError` `dlq.not_found`, `dlq.nothing_said`, or of the bus.
    func purge(_ request: PurgeDeadLettersRequest, tenant: TenantID) async throws -> PurgeDeadLettersReply {
        if request.letter > 0 {
            _ = try await own(request.letter, tenant)
            return PurgeDeadLettersReply(purged: try await remove(request.letter) ? 1 : 0)
        }
        guard request.all || !request.subject.isEmpty || !request.code.isEmpty else {
            throw LunaError(
                "dlq.nothing_said", .validation,
                "Say which dead letters to remove: a number, a subject, a code, or all.")
        }
        var doomed: [UInt64] = []
        let found = try await scan(
            after: 0, subject: request.subject, code: request.code, tenant, limit: .max
        ) { letter in
            doomed.append(letter.sequence)
            return doomed.count < Self.purgeLimit
        }
        var reply = PurgeDeadLettersReply(more: found.more)
        for sequence in doomed where try await remove(sequence) { reply.purged += 1 }
        return reply
    }

    // MARK: Whose is it

    private func own(_ sequence: UInt64, _ tenant: TenantID) async throws -> DeadLetters.Letter {
        try await bus.ensure(LunaStreams.deadLetters)
        let letter = try await letters.show(sequence)
        guard owner(of: letter) == tenant else { throw DeadLetters.notFound(sequence) }
        return letter
    }

    func owner(of letter: DeadLetters.Letter) -> TenantID {
        let message = letter.original
        // The subject before the header: who may publish where is checked, what stands in a header is not.
        if let tenant = Subjects.tenant(of: message.subject) { return tenant }
        if let tenant = message.headers[BusHeader.tenant].flatMap({ try? TenantID($0) }) { return tenant }
        if message.subject.hasPrefix("luna.result."), message.headers[BusHeader.batch] == nil, !letter.isTruncated,
            let result = try? WorkResult(serialized: message.body), let tenant = try? TenantID(result.tenant)
        {
            return tenant
        }
        return installation
    }

    /// Hands on the tenant's letters that match until `take` has enough.
    /// - Returns: the last letter that was looked at, and whether there may be more behind it.
    private func scan(
        after start: UInt64, subject: String, code: String, _ tenant: TenantID, limit: Int,
        take: (DeadLetters.Letter) -> Bool
    ) async throws -> (reached: UInt64?, more: Bool) {
        try await bus.ensure(LunaStreams.deadLetters)
        var reached: UInt64?
        var seen = 0
        while seen < limit {
            let page = try await letters.list(
                subject: subject.isEmpty ? nil : subject, after: reached ?? start, limit: 100)
            for letter in page {
                reached = letter.sequence
                seen += 1
                guard owner(of: letter) == tenant, code.isEmpty || letter.code == code else { continue }
                if !take(letter) { return (reached, true) }
            }
            if page.count < 100 { return (reached, false) }
        }
        return (reached, true)
    }

    /// `false`: somebody else has removed it in the meantime.
    private func remove(_ sequence: UInt64) async throws -> Bool {
        do {
            try await letters.remove(sequence)
            return true
        } catch let error as LunaError where error.errorClass == .notFound {
            return false
        }
    }

    private static func view(_ letter: DeadLetters.Letter, tenant: TenantID) -> DeadLetterView {
        let message = letter.original
        var headers: [String: String] = [:]
        for field in message.headers {
            headers[field.name] = headers[field.name].map { "\($0), \(field.value)" } ?? field.value
        }
        return DeadLetterView(
            letter: letter.sequence, subject: message.subject, code: letter.code, reason: letter.reason,
            deliveries: UInt32(clamping: letter.deliveries),
            at: CivilTime.unixNanoseconds(rfc3339: letter.time) ?? 0, stream: letter.stream, consumer: letter.consumer,
            messageId: letter.originalMessageID ?? "", tenant: tenant.rawValue,
            correlation: message.headers[BusHeader.correlation] ?? "", truncated: letter.isTruncated,
            size: UInt64(message.body.count), headers: headers, body: message.body)
    }
}
