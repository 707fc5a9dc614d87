import LunaCore

/// An event with the context attributes of CloudEvents 1.0. A value.
public struct CloudEvent: Sendable, Hashable {
    /// Unique for this source; with ``source`` the identity of the event.
    public var id: String
    /// URI reference of who it comes from, such as `/luna/orchestrator`.
    public var source: String
    /// Reverse-DNS by habit, such as `dev.luna.task.completed`.
    public var type: String
    public var specVersion: String
    public var subject: String?
    /// RFC 3339.
    public var time: String?
    public var dataContentType: String?
    public var dataSchema: String?
    /// Further attributes, such as `traceparent`, `correlationid`; names of lower-case letters and digits.
    public var extensions: [String: String]
    public var data: [UInt8]

    public init(
        id: String, source: String, type: String, specVersion: String = "1.0", subject: String? = nil,
        time: String? = nil,
        dataContentType: String? = nil, dataSchema: String? = nil, extensions: [String: String] = [:],
        data: [UInt8] = []
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.specVersion = specVersion
        self.subject = subject
        self.time = time
        self.dataContentType = dataContentType
        self.dataSchema = dataSchema
        self.extensions = extensions
        self.data = data
    }

    /// What names the event for de-duplication: a hash of source and id, because both are free text.
    public var messageID: String { Digest(of: "\(source)\n\(id)").hex }

    /// The event as headers of binary mode (NATS binding): every attribute, percent-encoded, under `ce-`.
    /// - Throws: `LunaError` `event.invalid` when a required attribute is empty or an extension's name is not allowed.
    public func binaryHeaders() throws -> BusHeaders {
        for (name, value) in [("id", id), ("source", source), ("type", type)] where value.isEmpty {
            throw LunaError(
                "event.invalid", .validation, "An event needs the attribute '\(name)'.", details: ["attribute": name])
        }
        var headers: BusHeaders = [:]
        func set(_ name: String, _ value: String?) {
            if let value { headers.add("ce-\(name)", PercentCoding.encode(value)) }
        }
        set("specversion", specVersion)
        set("id", id)
        set("source", source)
        set("type", type)
        set("subject", subject)
        set("time", time)
        set("datacontenttype", dataContentType)
        set("dataschema", dataSchema)
        for (name, value) in extensions.sorted(by: { $0.key < $1.key }) {
            guard Self.isAttributeName(name), !Self.contextAttributes.contains(name) else {
                throw LunaError(
                    "event.invalid", .validation,
                    "'\(name.prefix(64))' cannot name an extension: use lower-case letters and digits.",
                    details: ["attribute": name])
            }
            set(name, value)
        }
        // Readers that know nothing of CloudEvents look here.
        if let dataContentType { headers[BusHeader.contentType] = HeaderText.encode(dataContentType) }
        return headers
    }

    /// Headers of binary mode for attributes that are known to be in order, without the checks of ``binaryHeaders()`` and in a
    /// tenth of their time: for those who publish an event for each of very many small things.
    public static func headers(
        id: String, source: String, type: String, subject: String, time: String, dataContentType: String,
        extensions: [(name: String, value: String)] = []
    ) -> BusHeaders {
        var headers: BusHeaders = [
            "ce-specversion": "1.0", "ce-id": PercentCoding.encode(id), "ce-source": source, "ce-type": type,
            "ce-subject": PercentCoding.encode(subject), "ce-time": time, "ce-datacontenttype": dataContentType,
            BusHeader.contentType: dataContentType,
        ]
        for (name, value) in extensions { headers.add("ce-" + name, PercentCoding.encode(value)) }
        return headers
    }

    static let contextAttributes: Set<String> = [
        "id", "source", "type", "specversion", "subject", "time", "datacontenttype", "dataschema", "data",
    ]

    static func isAttributeName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            }
    }
}
