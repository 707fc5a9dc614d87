import LunaCore
import LunaMessages
import LunaStore

/// Which files an execution has made, with their versions. The content is in the blobs.
struct ArtifactStore: Sendable {
    let store: Store
    let now: @Sendable () -> Int64

    /// Names files. A path that has the same content already keeps its version, so that a repeated call changes nothing.
    func put(_ request: PutArtifactsRequest, tenant: TenantID) async throws -> [ArtifactView] {
        let execution = try ExecutionID(request.execution)
        for entry in request.artifacts { try Self.check(entry.file) }
        return try await store.transaction(tenant: tenant) { transaction in
            // Two agents may name the same path at the same time: one after the other, per execution.
            _ = try await transaction.query(
                "SELECT pg_advisory_xact_lock(hashtextextended($1, 7))", [.text("\(tenant)/\(execution)")])
            var views: [ArtifactView] = []
            for entry in request.artifacts {
                guard let file = entry.file else { continue }
                let rows = try await transaction.query(
                    """
                    WITH newest AS (
                        SELECT version, sha256 FROM memory.artifacts WHERE tenant = $1 AND execution = $2 AND path = $3
                        ORDER BY version DESC LIMIT 1
                    ), written AS (
                        INSERT INTO memory.artifacts (tenant, execution, path, version, sha256, size, executable, task, attempt,
                            media_type, created_at)
                        SELECT $1, $2, $3, coalesce((SELECT version FROM newest), 0) + 1, $4, b.size, $5, $6, $7, $8, $9
                        FROM memory.blobs b WHERE b.tenant = $1 AND b.sha256 = $4
                            AND NOT EXISTS (SELECT FROM newest WHERE sha256 = $4)
                        RETURNING *
                    )
                    SELECT * FROM written
                    UNION ALL
                    SELECT a.* FROM memory.artifacts a JOIN newest n ON n.version = a.version AND n.sha256 = $4
                    WHERE a.tenant = $1 AND a.execution = $2 AND a.path = $3
                    """,
                    [
                        .text(tenant.rawValue), .text(execution.rawValue), .text(file.path), .text(file.sha256),
                        .bool(file.executable), .text(entry.task), .int(Int64(entry.attempt)), .text(entry.mediaType),
                        .int(now()),
                    ])
                guard let row = rows.first else {
                    throw LunaError(
                        "blob.not_found", .notFound, "Store the content of '\(file.path)' before naming it.",
                        details: ["sha256": file.sha256])
                }
                views.append(try Self.view(row))
            }
            return views
        }
    }

    /// In the order of paths; newest versions only unless all are asked for.
    func list(_ request: ListArtifactsRequest, limit: Int, tenant: TenantID) async throws -> [ArtifactView] {
        let (path, version) = Self.cursor(request.cursor)
        return try await store.query(
            """
            SELECT * FROM memory.artifacts a
            WHERE tenant = $1 AND execution = $2 AND starts_with(path, $3) AND (path, version) > ($4, $5::int)
                AND ($6 OR NOT EXISTS (SELECT FROM memory.artifacts b
                    WHERE b.tenant = a.tenant AND b.execution = a.execution AND b.path = a.path AND b.version > a.version))
            ORDER BY path, version LIMIT $7
            """,
            [
                .text(tenant.rawValue), .text(request.execution), .text(request.prefix), .text(path), .int(version),
                .bool(request.allVersions), .int(Int64(limit)),
            ]
        ).map(Self.view)
    }

    func get(_ key: ArtifactKey, tenant: TenantID) async throws -> ArtifactView {
        let rows = try await store.query(
            """
            SELECT * FROM memory.artifacts WHERE tenant = $1 AND execution = $2 AND path = $3 AND ($4 = 0 OR version = $4)
            ORDER BY version DESC LIMIT 1
            """,
            [.text(tenant.rawValue), .text(key.execution), .text(key.path), .int(Int64(key.version))])
        guard let row = rows.first else {
            throw LunaError(
                "artifact.not_found", .notFound,
                "Execution '\(key.execution)' has no artifact '\(key.path)'. List them with `luna artifacts list`.")
        }
        return try Self.view(row)
    }

    /// The cursor behind a view, for the page after it.
    static func cursor(after view: ArtifactView) -> String { "\(view.version)/\(view.file?.path ?? "")" }

    private static func cursor(_ text: String) -> (path: String, version: Int64) {
        guard let slash = text.firstIndex(of: "/"), let version = Int64(text[..<slash]) else { return ("", 0) }
        return (String(text[text.index(after: slash)...]), version)
    }

    /// A path that cannot leave the directory into which a project is unpacked.
    private static func check(_ file: FileRef?) throws {
        guard let file else { throw LunaError("artifact.malformed", .validation, "An artifact needs a file.") }
        let parts = file.path.split(separator: "/", omittingEmptySubsequences: false)
        let safe =
            !file.path.isEmpty && file.path.utf8.count <= 1024
            && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." } && !file.path.contains("\\")
            && file.path.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        guard safe else {
            throw LunaError(
                "artifact.path_invalid", .validation,
                "'\(file.path.prefix(100))' is not a relative path without '.', '..', empty parts, '\\' or control characters."
            )
        }
        _ = try Digest(hex: file.sha256)
    }

    private static func view(_ row: Row) throws -> ArtifactView {
        ArtifactView(
            execution: try row.text("execution"),
            file: FileRef(
                path: try row.text("path"), sha256: try row.text("sha256"), size: UInt64(try row.int("size")),
                executable: try row.bool("executable")),
            task: try row.text("task"), attempt: UInt32(try row.int("attempt")),
            version: UInt32(try row.int("version")),
            mediaType: try row.text("media_type"), createdAt: try row.int("created_at"))
    }
}
