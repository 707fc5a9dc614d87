import LunaCore

/// One part of a backup.
public struct BackupEntry: Sendable, Hashable {
    public let name: String
    /// Bytes before compression.
    public let size: Int64
    public let sha256: String

    var json: JSONValue {
        ["name": .string(name), "size": .number(JSONNumber(size)), "sha256": .string(sha256)]
    }
}

/// What a backup says of itself.
public struct BackupManifest: Sendable {
    public let entries: [BackupEntry]
    /// Schemas of the database, each with the number of its newest migration.
    public let schemas: [String: Int64]
    /// Everything, as it stands in the file.
    public let json: JSONValue

    /// - Throws: `LunaError` `backup.manifest_invalid`.
    init(_ json: JSONValue) throws {
        guard let list = json["entries"]?.arrayValue else { throw Self.invalid }
        entries = try list.map { item in
            guard let name = item["name"]?.stringValue, let size = item["size"]?.intValue,
                let sha256 = item["sha256"]?.stringValue
            else { throw Self.invalid }
            return BackupEntry(name: name, size: size, sha256: sha256)
        }
        schemas = (json["schemas"]?.objectValue ?? [:]).compactMapValues(\.intValue)
        self.json = json
    }

    private static let invalid = LunaError(
        "backup.manifest_invalid", .validation, "The backup's list of contents cannot be understood.",
        isRetryable: false)
}
