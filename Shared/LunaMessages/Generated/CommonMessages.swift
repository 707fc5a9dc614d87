// Generated from luna/v1/common.proto by `make proto`. Do not edit.

internal import CProtobufC
internal import LunaMessagesC

/// An error as it crosses the bus. The same facts as LunaError in Swift and as the problem document of RFC 9457.
public struct ErrorInfo: WireMessage {
    public static var fullName: String { "luna.v1.ErrorInfo" }

    /// Stable, dotted: plan.invalid.
    public var code: String
    /// One of validation, not_found, permission, conflict, resource, timeout, network, dependency, internal.
    public var errorClass: String
    /// For a person: what is wrong and what to do.
    public var message: String
    /// Trying the same again can succeed.
    public var retryable: Bool
    /// Further facts as data.
    public var details: [String: String]

    /// Every field that is not given has its default.
    public init(
        code: String = "",
        errorClass: String = "",
        message: String = "",
        retryable: Bool = false,
        details: [String: String] = [:]
    ) {
        self.code = code
        self.errorClass = errorClass
        self.message = message
        self.retryable = retryable
        self.details = details
    }

    public init() {
        self.code = ""
        self.errorClass = ""
        self.message = ""
        self.retryable = false
        self.details = [:]
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ErrorInfo: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__error_info__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ErrorInfo>, in arena: Arena) throws {
        c.pointee.code = try arena.string(code, "luna.v1.ErrorInfo.code")
        c.pointee.error_class = try arena.string(errorClass, "luna.v1.ErrorInfo.error_class")
        c.pointee.message = try arena.string(message, "luna.v1.ErrorInfo.message")
        c.pointee.retryable = retryable ? 1 : 0
        (c.pointee.details, c.pointee.n_details) = try arena.entries(
            details, luna__v1__error_info__details_entry__descriptor_pointer()
        ) { (entry: UnsafeMutablePointer<Luna__V1__ErrorInfo__DetailsEntry>, key, value) in
            entry.pointee.key = try arena.string(key, "luna.v1.ErrorInfo.details")
            entry.pointee.value = try arena.string(value, "luna.v1.ErrorInfo.details")
        }
    }

    init(c: UnsafePointer<Luna__V1__ErrorInfo>) {
        self.init()
        code = wireString(c.pointee.code)
        errorClass = wireString(c.pointee.error_class)
        message = wireString(c.pointee.message)
        retryable = c.pointee.retryable != 0
        details = wireEntries(c.pointee.details, c.pointee.n_details) {
            (wireString($0.pointee.key), wireString($0.pointee.value))
        }
    }
}

/// Content that is stored in the memory service, named by its SHA-256.
public struct BlobRef: WireMessage {
    public static var fullName: String { "luna.v1.BlobRef" }

    /// 64 lower-case hexadecimal digits.
    public var sha256: String
    /// Bytes, uncompressed.
    public var size: UInt64

    /// Every field that is not given has its default.
    public init(sha256: String = "", size: UInt64 = 0) {
        self.sha256 = sha256
        self.size = size
    }

    public init() {
        self.sha256 = ""
        self.size = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension BlobRef: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__blob_ref__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__BlobRef>, in arena: Arena) throws {
        c.pointee.sha256 = try arena.string(sha256, "luna.v1.BlobRef.sha256")
        c.pointee.size = size
    }

    init(c: UnsafePointer<Luna__V1__BlobRef>) {
        self.init()
        sha256 = wireString(c.pointee.sha256)
        size = c.pointee.size
    }
}

/// One file of an artifact.
public struct FileRef: WireMessage {
    public static var fullName: String { "luna.v1.FileRef" }

    /// Relative, with '/', never '..'.
    public var path: String
    /// SHA-256, 64 lower-case hexadecimal digits.
    public var sha256: String
    /// Bytes.
    public var size: UInt64
    /// Whether it may be run.
    public var executable: Bool

    /// Every field that is not given has its default.
    public init(path: String = "", sha256: String = "", size: UInt64 = 0, executable: Bool = false) {
        self.path = path
        self.sha256 = sha256
        self.size = size
        self.executable = executable
    }

    public init() {
        self.path = ""
        self.sha256 = ""
        self.size = 0
        self.executable = false
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension FileRef: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__file_ref__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__FileRef>, in arena: Arena) throws {
        c.pointee.path = try arena.string(path, "luna.v1.FileRef.path")
        c.pointee.sha256 = try arena.string(sha256, "luna.v1.FileRef.sha256")
        c.pointee.size = size
        c.pointee.executable = executable ? 1 : 0
    }

    init(c: UnsafePointer<Luna__V1__FileRef>) {
        self.init()
        path = wireString(c.pointee.path)
        sha256 = wireString(c.pointee.sha256)
        size = c.pointee.size
        executable = c.pointee.executable != 0
    }
}

/// A problem found in a plan or in code.
public struct Finding: WireMessage {
    public static var fullName: String { "luna.v1.Finding" }

    /// E0001, F401, plan.unknown-key …
    public var rule: String
    /// One of error, warning.
    public var severity: String
    /// File, or path inside the plan.
    public var path: String
    /// From 1; 0 = unknown.
    public var line: UInt32
    /// From 1, in Unicode scalars; 0 = unknown.
    public var column: UInt32
    /// What is wrong.
    public var message: String
    /// How to mend it.
    public var hint: String

    /// Every field that is not given has its default.
    public init(
        rule: String = "",
        severity: String = "",
        path: String = "",
        line: UInt32 = 0,
        column: UInt32 = 0,
        message: String = "",
        hint: String = ""
    ) {
        self.rule = rule
        self.severity = severity
        self.path = path
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint
    }

    public init() {
        self.rule = ""
        self.severity = ""
        self.path = ""
        self.line = 0
        self.column = 0
        self.message = ""
        self.hint = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension Finding: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__finding__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__Finding>, in arena: Arena) throws {
        c.pointee.rule = try arena.string(rule, "luna.v1.Finding.rule")
        c.pointee.severity = try arena.string(severity, "luna.v1.Finding.severity")
        c.pointee.path = try arena.string(path, "luna.v1.Finding.path")
        c.pointee.line = line
        c.pointee.column = column
        c.pointee.message = try arena.string(message, "luna.v1.Finding.message")
        c.pointee.hint = try arena.string(hint, "luna.v1.Finding.hint")
    }

    init(c: UnsafePointer<Luna__V1__Finding>) {
        self.init()
        rule = wireString(c.pointee.rule)
        severity = wireString(c.pointee.severity)
        path = wireString(c.pointee.path)
        line = c.pointee.line
        column = c.pointee.column
        message = wireString(c.pointee.message)
        hint = wireString(c.pointee.hint)
    }
}

/// How much of something a tenant uses, and how much it may.
public struct Quota: WireMessage {
    public static var fullName: String { "luna.v1.Quota" }

    /// One of requests_per_minute, concurrent_executions, tasks_per_day, artifact_bytes.
    public var name: String
    /// 0 = as much as it wants.
    public var limit: UInt64
    public var used: UInt64
    /// When `used` begins at 0 again; 0 = never.
    public var resetsAt: Int64
    /// The limit was set for this tenant; else it is the installation's.
    public var own: Bool

    /// Every field that is not given has its default.
    public init(name: String = "", limit: UInt64 = 0, used: UInt64 = 0, resetsAt: Int64 = 0, own: Bool = false) {
        self.name = name
        self.limit = limit
        self.used = used
        self.resetsAt = resetsAt
        self.own = own
    }

    public init() {
        self.name = ""
        self.limit = 0
        self.used = 0
        self.resetsAt = 0
        self.own = false
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension Quota: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__quota__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__Quota>, in arena: Arena) throws {
        c.pointee.name = try arena.string(name, "luna.v1.Quota.name")
        c.pointee.limit = limit
        c.pointee.used = used
        c.pointee.resets_at = resetsAt
        c.pointee.own = own ? 1 : 0
    }

    init(c: UnsafePointer<Luna__V1__Quota>) {
        self.init()
        name = wireString(c.pointee.name)
        limit = c.pointee.limit
        used = c.pointee.used
        resetsAt = c.pointee.resets_at
        own = c.pointee.own != 0
    }
}

/// The request of ``OrchestratorClient/getUsage(_:context:)``.
public struct GetUsageRequest: WireMessage {
    public static var fullName: String { "luna.v1.GetUsageRequest" }

    public init() {}

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension GetUsageRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__get_usage_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__GetUsageRequest>, in arena: Arena) throws {}

    init(c: UnsafePointer<Luna__V1__GetUsageRequest>) { self.init() }
}

/// The reply of ``OrchestratorClient/getUsage(_:context:)``.
public struct UsageReply: WireMessage {
    public static var fullName: String { "luna.v1.UsageReply" }

    public var quotas: [Quota]

    /// Every field that is not given has its default.
    public init(quotas: [Quota] = []) {
        self.quotas = quotas
    }

    public init() {
        self.quotas = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension UsageReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__usage_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__UsageReply>, in arena: Arena) throws {
        (c.pointee.quotas, c.pointee.n_quotas) = try arena.messages(quotas)
    }

    init(c: UnsafePointer<Luna__V1__UsageReply>) {
        self.init()
        quotas = wireMessages(c.pointee.quotas, c.pointee.n_quotas)
    }
}
