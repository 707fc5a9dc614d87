import Logging
import LunaBus
import LunaCore
import LunaMessages
import LunaPrivacy
import LunaServiceKit
import ServiceLifecycle
import Tracing

/// Plans that other services submit by publishing them on `luna.in.<tenant>.plan.submit`: YAML, JSON or a protobuf
/// `SubmitRequest`. Acknowledged when the execution is in the journal, so a plan is never lost and never runs twice.
///
/// The answer is an event: `execution.submitted` from the journal, or `plan.rejected` with all problems.
struct PlanInbox: Service {
    let bus: Bus
    let submission: Submission
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await drain()
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning("the inbox cannot be read; trying again", metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: .seconds(1))
                }
            }
        }
    }

    private func drain() async throws {
        try await bus.ensure(LunaStreams.inbox)
        let consumer = try LunaStreams.inboxConsumer(noun: "plan", verb: "submit")
        try await bus.ensure(consumer)
        let plans = try await bus.pull(stream: consumer.stream, consumer: consumer.name, batch: 16, capacity: 32)
        for await batch in plans {
            for delivery in batch { await take(delivery) }
            if Task.isCancelled { break }
        }
        await plans.unsubscribe()
    }

    private func take(_ delivery: Delivery) async {
        guard let tenant = Subjects.tenant(of: delivery.message.subject) else {
            await bus.setAside(
                delivery,
                reason: LunaError("inbox.subject_invalid", .validation, "Publish on luna.in.<tenant>.plan.submit."),
                logger: logger)
            return
        }
        do {
            let event = try? receiveEvent(delivery.message)
            var request = try Self.request(in: delivery, event)
            var name = request.idempotencyKey
            if name.isEmpty { (request.idempotencyKey, name) = Self.identity(of: delivery, event) }
            let actor = delivery.message.headers["Luna-Actor"] ?? "bus"
            let place = ServiceContext.received(
                event?.extensions["traceparent"] ?? delivery.message.headers[BusHeader.traceparent], startsTrace: true)
            let reply = try await withSpan("plan.submit", context: place, ofKind: .consumer) { [request, name] span in
                span.note(tenant: tenant.rawValue, execution: nil)
                return try await submit(request, named: name, CallContext(tenant: tenant, actor: actor))
            }
            if reply.execution.isEmpty { await reject(reply, submission: name, tenant: tenant) }
            delivery.ack()
        } catch let error as LunaError where !error.isRetryable {
            await bus.setAside(delivery, reason: error, logger: logger)
        } catch {
            logger.warning("a submitted plan must wait", metadata: ["error": "\(error)"])
            delivery.nak(delay: .seconds(2))
        }
    }

    /// What policy denies is answered like a plan that is wrong: with the rules in the place of the problems.
    private func submit(
        _ request: SubmitRequest, named name: String, _ context: CallContext
    ) async throws -> SubmitReply {
        do {
            return try await submission.submit(request, named: name, context: context)
        } catch let error as LunaError where error.code == "policy.denied" {
            return SubmitReply(problems: [Finding(rule: error.code, severity: "error", message: error.message)])
        }
    }

    /// What makes two messages the same submission, and what its sender calls it.
    ///
    /// An event is known by its source and id together (CloudEvents 1.0), however often and under whatever message id it is sent.
    /// Other messages have their message id; without one, the stream's own sequence, so that a redelivery is the same submission.
    private static func identity(of delivery: Delivery, _ event: CloudEvent?) -> (key: String, name: String) {
        if let event { return ("event/\(Digest(of: Array("\(event.source)\n\(event.id)".utf8)).hex)", event.id) }
        let headers = delivery.message.headers
        let id = headers[BusHeader.messageID] ?? headers["ce-id"] ?? "inbox-\(delivery.streamSequence)"
        return (id, id)
    }

    private static func request(in delivery: Delivery, _ event: CloudEvent?) throws -> SubmitRequest {
        let body = event?.data ?? delivery.message.body
        let type = event?.dataContentType ?? delivery.message.headers["Content-Type"] ?? ""
        if type.lowercased().hasPrefix("application/protobuf") { return try SubmitRequest(serialized: body) }
        return SubmitRequest(plan: body, fileName: "plan")
    }

    /// All problems as JSON, for programs that know no protobuf.
    private func reject(_ reply: SubmitReply, submission: String, tenant: TenantID) async {
        let problems = reply.problems.map { problem -> JSONValue in
            .object([
                "rule": .string(problem.rule), "severity": .string(problem.severity), "path": .string(problem.path),
                "line": .number(JSONNumber(Int64(problem.line))), "column": .number(JSONNumber(Int64(problem.column))),
                // They quote the plan, and an event may be read by anybody in the tenant.
                "message": .string(PrivacyRedactor.shared.redact(problem.message)),
                "hint": .string(PrivacyRedactor.shared.redact(problem.hint)),
            ])
        }
        do {
            try await EventPublisher(bus, source: "/luna/orchestrator").publish(
                CloudEvent(
                    id: "rejected/\(submission)", source: "", type: "dev.luna.plan.rejected", subject: submission,
                    dataContentType: "application/json", extensions: ["submission": submission],
                    data: JSONValue.object(["problems": .array(problems)]).serialized()),
                on: try Subjects.event(
                    tenant: tenant, project: ProjectID(trusted: "plans"), noun: "plan", verb: "rejected"))
        } catch {
            logger.warning("a refusal was not published", metadata: ["error": "\(error)"])
        }
    }
}
