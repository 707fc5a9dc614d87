import LunaCore

/// Where a product comes from: an in-toto statement (v1) with SLSA provenance (v1) as its predicate.
public struct Provenance: Sendable, Hashable {
    /// A file or another input, by name and content.
    public struct File: Sendable, Hashable {
        public var name: String
        public var digest: Digest
        /// Further facts, such as the task that made it.
        public var annotations: [String: String]

        /// See the properties.
        public init(name: String, digest: Digest, annotations: [String: String] = [:]) {
            self.name = name
            self.digest = digest
            self.annotations = annotations
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
    /// Versions of what the builder is made of, by name.
    public var builderVersion: [String: String]
    /// The execution.
    public var invocation: String
    /// RFC 3339.
    public var started: String
    /// RFC 3339.
    public var finished: String
    /// What the user decided.
    public var parameters: JSONValue
    /// What the builder decided.
    public var internalParameters: JSONValue

    /// See the properties.
    public init(
        subjects: [File], materials: [File], buildType: String, builder: String, invocation: String, started: String,
        finished: String, parameters: JSONValue = .object([:]), internalParameters: JSONValue = .object([:]),
        builderVersion: [String: String] = [:]
    ) {
        self.subjects = subjects
        self.materials = materials
        self.buildType = buildType
        self.builder = builder
        self.invocation = invocation
        self.started = started
        self.finished = finished
        self.parameters = parameters
        self.internalParameters = internalParameters
        self.builderVersion = builderVersion
    }

    /// The statement.
    public var statement: JSONValue {
        [
            "_type": "https://in-toto.io/Statement/v1", "subject": .array(subjects.map(Self.descriptor)),
            "predicateType": "https://slsa.dev/provenance/v1",
            "predicate": [
                "buildDefinition": [
                    "buildType": .string(buildType), "externalParameters": parameters,
                    "internalParameters": internalParameters,
                    "resolvedDependencies": .array(materials.map(Self.descriptor)),
                ],
                "runDetails": [
                    "builder": [
                        "id": .string(builder), "version": .object(builderVersion.mapValues(JSONValue.string)),
                    ],
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

    /// Checks, without any network, that a trusted key vouches for a file.
    /// - Parameter name: the file's, without folders: tells an altered file from one that the provenance is not about.
    /// - Returns: the statement.
    /// - Throws: `LunaError` those of ``DSSEEnvelope/verify(trusting:)``, `provenance.malformed`, `provenance.altered_file`,
    ///   `provenance.other_file`.
    public static func verify(
        _ envelope: DSSEEnvelope, of file: Digest, named name: String = "", trusting keys: [VerifyingKey]
    ) throws -> JSONValue {
        try envelope.verify(trusting: keys)
        guard envelope.payloadType == DSSEEnvelope.inTotoType,
            let statement = try? JSONParser.parse(envelope.payload),
            statement["_type"]?.stringValue == "https://in-toto.io/Statement/v1",
            statement["predicateType"]?.stringValue == "https://slsa.dev/provenance/v1",
            let subjects = statement["subject"]?.arrayValue
        else {
            throw LunaError("provenance.malformed", .validation, "The envelope holds no SLSA provenance of version 1.")
        }
        if subjects.contains(where: { $0["digest"]?["sha256"]?.stringValue == file.hex }) { return statement }
        if let same = subjects.first(where: { $0["name"]?.stringValue == name }), !name.isEmpty {
            throw LunaError(
                "provenance.altered_file", .permission,
                "'\(name)' was altered after it was built: it has the SHA-256 \(file.hex), the provenance says "
                    + "\(same["digest"]?["sha256"]?.stringValue ?? "nothing").")
        }
        let names = subjects.prefix(5).compactMap { $0["name"]?.stringValue }.joined(separator: ", ")
        throw LunaError(
            "provenance.other_file", .permission,
            "The provenance is genuine but about other files than this one: \(names).")
    }

    private static func descriptor(_ file: File) -> JSONValue {
        var members: [String: JSONValue] = ["name": .string(file.name), "digest": ["sha256": .string(file.digest.hex)]]
        if !file.annotations.isEmpty { members["annotations"] = .object(file.annotations.mapValues(JSONValue.string)) }
        return .object(members)
    }
}
