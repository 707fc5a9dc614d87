import LunaCore

/// Where a product comes from: an in-toto statement (v1) with SLSA provenance (v1) as its predicate.
public struct Provenance: Sendable, Hashable {
    /// A file by name and content.
    public struct File: Sendable, Hashable {
        public var name: String
        public var digest: Digest

        /// See the properties.
        public init(name: String, digest: Digest) {
            self.name = name
            self.digest = digest
        }
    }

    /// What was made.
    public var subjects: [File]
    /// What it was made from.
    public var materials: [File]
    /// Names the way of building, with its version: a URI.
    public var buildType: String
    /// Who built: a URI.
    public var builder: String
    /// The execution.
    public var invocation: String
    /// RFC 3339.
    public var started: String
    /// RFC 3339.
    public var finished: String
    /// What the user decided.
    public var parameters: JSONValue

    /// See the properties.
    public init(
        subjects: [File], materials: [File], buildType: String, builder: String, invocation: String, started: String,
        finished: String, parameters: JSONValue = .object([:])
    ) {
        self.subjects = subjects
        self.materials = materials
        self.buildType = buildType
        self.builder = builder
        self.invocation = invocation
        self.started = started
        self.finished = finished
        self.parameters = parameters
    }

    /// The statement.
    public var statement: JSONValue {
        [
            "_type": "https://in-toto.io/Statement/v1", "subject": .array(subjects.map(Self.descriptor)),
            "predicateType": "https://slsa.dev/provenance/v1",
            "predicate": [
                "buildDefinition": [
                    "buildType": .string(buildType), "externalParameters": parameters,
                    "resolvedDependencies": .array(materials.map(Self.descriptor)),
                ],
                "runDetails": [
                    "builder": ["id": .string(builder)],
                    "metadata": [
                        "invocationId": .string(invocation), "startedOn": .string(started),
                        "finishedOn": .string(finished),
                    ],
                ],
            ],
        ]
    }

    /// The statement in a DSSE envelope, signed.
    /// - Throws: `LunaError` `json.not_canonical`, `signature.failed`.
    public func signed(with key: SigningKey) throws -> DSSEEnvelope {
        var envelope = DSSEEnvelope(payloadType: DSSEEnvelope.inTotoType, payload: try statement.canonical())
        try envelope.sign(with: key)
        return envelope
    }

    /// Checks, without any network, that a trusted key vouches for `file`.
    /// - Returns: the statement.
    /// - Throws: `LunaError` `signature.invalid`, `provenance.malformed`, `provenance.other_file`.
    public static func verify(
        _ envelope: DSSEEnvelope, of file: Digest, trusting keys: [VerifyingKey]
    ) throws -> JSONValue {
        try envelope.verify(trusting: keys)
        let statement = try JSONParser.parse(envelope.payload)
        guard envelope.payloadType == DSSEEnvelope.inTotoType,
            statement["_type"]?.stringValue == "https://in-toto.io/Statement/v1",
            statement["predicateType"]?.stringValue == "https://slsa.dev/provenance/v1",
            let subjects = statement["subject"]?.arrayValue
        else {
            throw LunaError("provenance.malformed", .validation, "The envelope holds no SLSA provenance of version 1.")
        }
        guard subjects.contains(where: { $0["digest"]?["sha256"]?.stringValue == file.hex }) else {
            throw LunaError(
                "provenance.other_file", .permission, "The provenance is genuine but about other files than this one.")
        }
        return statement
    }

    private static func descriptor(_ file: File) -> JSONValue {
        ["name": .string(file.name), "digest": ["sha256": .string(file.digest.hex)]]
    }
}
