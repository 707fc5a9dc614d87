import LunaCore
import LunaMessages
import LunaStore

/// What an execution was made from, as it was written down.
extension JournalStore {
    struct Source: Sendable {
        let projectType: String
        let graphSHA256: String
        let planJSON: [UInt8]
        let graphJSON: [UInt8]
        let lastSequence: UInt64
    }

    /// - Throws: `LunaError` `execution.not_found`.
    func source(_ key: Key) async throws -> Source {
        let rows = try await store.query(
            """
            SELECT e.project_type, e.graph_sha256, e.last_sequence, p.plan, p.graph
            FROM orchestrator.executions e JOIN orchestrator.plans p USING (tenant, execution)
            WHERE tenant = $1 AND execution = $2
            """, [.text(key.tenant.rawValue), .text(key.execution.rawValue)])
        guard let row = rows.first else { throw Self.notFound(key.execution) }
        return Source(
            projectType: try row.text("project_type"), graphSHA256: try row.text("graph_sha256"),
            planJSON: try row.bytes("plan"), graphJSON: try row.bytes("graph"),
            lastSequence: UInt64(try row.int("last_sequence")))
    }

    /// Sequence of the newest event.
    /// - Throws: `LunaError` `execution.not_found`.
    func lastSequence(_ key: Key) async throws -> UInt64 {
        let rows = try await store.query(
            "SELECT last_sequence FROM orchestrator.executions WHERE tenant = $1 AND execution = $2",
            [.text(key.tenant.rawValue), .text(key.execution.rawValue)])
        guard let row = rows.first else { throw Self.notFound(key.execution) }
        return UInt64(try row.int("last_sequence"))
    }

    /// Id of the decision of policy under which an execution runs.
    /// - Throws: `LunaError` `execution.not_found`.
    func decision(_ key: Key) async throws -> String {
        let rows = try await store.query(
            "SELECT decision FROM orchestrator.executions WHERE tenant = $1 AND execution = $2",
            [.text(key.tenant.rawValue), .text(key.execution.rawValue)])
        guard let row = rows.first else { throw Self.notFound(key.execution) }
        return try row.text("decision")
    }

    /// Notes the decision of an execution from before there was policy.
    func note(decision: String, of key: Key) async throws {
        try await store.execute(
            "UPDATE orchestrator.executions SET decision = $3 WHERE tenant = $1 AND execution = $2 AND decision = ''",
            [.text(key.tenant.rawValue), .text(key.execution.rawValue), .text(decision)])
    }

    static func unknownStep(_ sequence: UInt64, last: UInt64) -> LunaError {
        LunaError(
            "execution.step_unknown", .validation,
            "The journal has no event \(sequence): its last one is \(last). See `luna watch ID -o json`.",
            details: ["last_sequence": String(last)])
    }
}
