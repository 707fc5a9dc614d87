import CPostgres
import LunaCore

/// The answer to one statement; owns libpq's result and frees it.
///
/// `@unchecked Sendable`: libpq never changes a result once it is handed out, reading one is safe from any number of threads
/// (libpq, "Behavior in Threaded Programs"), and only `deinit` frees it.
final class ResultSet: @unchecked Sendable {
    private let raw: OpaquePointer
    let columns: [String]
    let rowCount: Int

    /// Takes over `raw`.
    init(taking raw: OpaquePointer) {
        self.raw = raw
        rowCount = Int(PQntuples(raw))
        columns = (0..<PQnfields(raw)).map { PQfname(raw, $0).map { String(cString: $0) } ?? "" }
    }
    deinit { PQclear(raw) }

    /// Rows inserted, updated, deleted or selected; 0 for other statements.
    var affected: Int {
        guard let text = PQcmdTuples(raw) else { return 0 }
        return Int(String(cString: text)) ?? 0
    }

    /// Such as `INSERT 0 1` or `ROLLBACK`.
    var commandTag: String { PQcmdStatus(raw).map { String(cString: $0) } ?? "" }

    func type(_ column: Int) -> UInt32 { PQftype(raw, Int32(column)) }

    /// The bytes of a value in PostgreSQL's binary form; `nil` for NULL. Valid as long as this object.
    func bytes(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer? {
        let row = Int32(row)
        let column = Int32(column)
        if PQgetisnull(raw, row, column) != 0 { return nil }
        return UnsafeRawBufferPointer(start: PQgetvalue(raw, row, column), count: Int(PQgetlength(raw, row, column)))
    }

    var rows: [Row] { (0..<rowCount).map { Row(source: self, index: $0) } }
}
