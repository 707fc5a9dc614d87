import CPostgres
import LunaCore

/// Maps what PostgreSQL reports (SQLSTATE, PostgreSQL documentation appendix A) to the product's error taxonomy.
enum StoreFailure {
    /// What the server says about a failed statement, without the DETAIL, which quotes the user's data.
    struct Report: Sendable {
        var sqlState: String
        var message: String
        var constraint: String?
        var table: String?
        var column: String?
    }

    /// `PG_DIAG_…` are character macros, which Swift does not import.
    private static func field(_ result: OpaquePointer, _ code: Character) -> String? {
        guard let byte = code.asciiValue, let text = PQresultErrorField(result, Int32(byte)) else { return nil }
        return String(cString: text)
    }

    static func report(_ result: OpaquePointer) -> Report {
        Report(
            sqlState: field(result, "C") ?? "",
            message: field(result, "M") ?? PQresultErrorMessage(result).map { String(cString: $0) } ?? "",
            constraint: field(result, "n"), table: field(result, "t"), column: field(result, "c"))
    }

    static func error(_ report: Report) -> LunaError {
        var details = ["sqlstate": report.sqlState]
        details["constraint"] = report.constraint
        details["table"] = report.table
        details["column"] = report.column
        let state = report.sqlState
        switch state {
        case "23505", "23P01":
            details["kind"] = "unique"
            return LunaError(
                "store.conflict", .conflict,
                "A row with the same key is there already (constraint \(report.constraint ?? "unknown")).",
                details: details)
        case "40001", "40P01", "55P03":
            details["kind"] = state == "40001" ? "serialization" : state == "40P01" ? "deadlock" : "lock"
            return LunaError(
                "store.conflict", .conflict,
                "Another transaction was in the way (SQLSTATE \(state)); run the transaction again.",
                isRetryable: true, details: details)
        case "23503":
            return LunaError(
                "store.reference", .conflict,
                "A row refers to one that is not there, or is still referred to (constraint \(report.constraint ?? "unknown")).",
                details: details)
        case "57014":
            return LunaError("store.timeout", .timeout, "The statement was cancelled by the server.", details: details)
        case "53100":
            return LunaError(
                "store.disk_full", .resource, "The database's disk is full; free some space, then try again.",
                details: details)
        case "53300":
            return LunaError(
                "store.too_many_connections", .resource,
                "The database has no connection left; lower maxConnections or raise max_connections.", details: details)
        case "42501":
            return LunaError(
                "store.permission", .permission, "The database refuses this: \(report.message).", details: details)
        case "25006":
            return LunaError(
                "store.read_only", .dependency, "The database is read-only; it may be a standby.", details: details)
        case "P0001":
            return LunaError("store.rejected", .conflict, report.message, details: details)
        default: break
        }
        switch state.prefix(2) {
        case "57", "08": return unavailable(report.message, sent: true, details: details)
        case "53":
            return LunaError(
                "store.resource", .resource, "The database is short of resources: \(report.message).", details: details)
        case "22", "23":
            // The rest of such a message quotes the value.
            let safe = report.message.split(separator: "\"", maxSplits: 1).first.map(String.init) ?? report.message
            let place = report.column.map { " (column \($0))" } ?? report.constraint.map { " (constraint \($0))" } ?? ""
            return LunaError(
                "store.invalid", .validation, "The database refuses a value\(place): \(safe) (SQLSTATE \(state)).",
                details: details)
        default:
            return LunaError(
                "store.failed", .internal, "The database refuses a statement: \(report.message) (SQLSTATE \(state)).",
                details: details)
        }
    }

    /// The connection is lost or could not be made. `details["outcome"]` says whether the statement may have run:
    /// `not_sent` or `unknown`. A caller may try again when its statement is idempotent; the store itself never sends
    /// again what may have run.
    static func unavailable(_ reason: String, sent: Bool, details: [String: String] = [:]) -> LunaError {
        var details = details
        details["outcome"] = sent ? "unknown" : "not_sent"
        let text = oneLine(reason)
        return LunaError(
            "store.unavailable", .network, "The database cannot be reached or went away: \(text)", details: details)
    }

    /// The tables changed under a prepared statement. Nothing ran; preparing it again helps.
    static func staleStatement(_ sqlState: String) -> LunaError {
        LunaError(
            "store.conflict", .conflict, "The tables were changed meanwhile; run the transaction again.",
            isRetryable: true,
            details: ["sqlstate": sqlState, "kind": "stale_statement"])
    }

    /// The connection was found dead before anything was sent.
    static func staleConnection(_ reason: String) -> LunaError {
        unavailable(reason, sent: false, details: ["kind": "stale_connection"])
    }

    static func timeout(_ limit: Duration) -> LunaError {
        LunaError(
            "store.timeout", .timeout, "The statement took longer than \(limit) and was cancelled.",
            details: ["sqlstate": "57014"])
    }

    static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " || $0 == "\t" } }.joined(separator: "; ")
    }
}
