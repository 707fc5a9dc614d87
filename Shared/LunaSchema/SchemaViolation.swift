/// One thing that is wrong with an instance.
public struct SchemaViolation: Sendable, Hashable, CustomStringConvertible {
    /// Where in the instance: a JSON Pointer (RFC 6901), empty for the whole instance.
    public let instancePath: String
    /// The keyword that failed; empty when a `false` schema or a limit did.
    public let keyword: String
    /// Where the keyword stands: `#/properties/age/minimum`, with the document's URI in front when it is another one.
    public let schemaPath: String
    /// For a person: what is wrong and what is allowed.
    public let message: String

    public var description: String { "\(instancePath.isEmpty ? "(root)" : instancePath): \(message)" }
}
