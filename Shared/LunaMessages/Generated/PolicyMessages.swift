// Generated from luna/v1/policy.proto by `make proto`. Do not edit.

internal import CProtobufC
internal import LunaMessagesC

/// What is to be decided. Lists are sets: their order means nothing.
public struct PolicyInput: WireMessage {
    public static var fullName: String { "luna.v1.PolicyInput" }

    /// One of execution.run, task.run, agent.register.
    public var action: String
    /// The project.
    public var project: String
    /// Of the plan.
    public var autonomy: String
    /// Of the plan: an SPDX expression.
    public var licence: String
    public var capabilities: [String]
    /// Such as shell_command.
    public var tools: [String]
    /// Where data goes, such as cloud or api.example.com.
    public var destinations: [String]
    public var models: [String]
    /// Of the form name-vX.Y.Z.
    public var agent: String
    /// Only when the decision is for this execution alone.
    public var execution: String

    /// Every field that is not given has its default.
    public init(
        action: String = "",
        project: String = "",
        autonomy: String = "",
        licence: String = "",
        capabilities: [String] = [],
        tools: [String] = [],
        destinations: [String] = [],
        models: [String] = [],
        agent: String = "",
        execution: String = ""
    ) {
        self.action = action
        self.project = project
        self.autonomy = autonomy
        self.licence = licence
        self.capabilities = capabilities
        self.tools = tools
        self.destinations = destinations
        self.models = models
        self.agent = agent
        self.execution = execution
    }

    public init() {
        self.action = ""
        self.project = ""
        self.autonomy = ""
        self.licence = ""
        self.capabilities = []
        self.tools = []
        self.destinations = []
        self.models = []
        self.agent = ""
        self.execution = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension PolicyInput: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__policy_input__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__PolicyInput>, in arena: Arena) throws {
        c.pointee.action = try arena.string(action, "luna.v1.PolicyInput.action")
        c.pointee.project = try arena.string(project, "luna.v1.PolicyInput.project")
        c.pointee.autonomy = try arena.string(autonomy, "luna.v1.PolicyInput.autonomy")
        c.pointee.licence = try arena.string(licence, "luna.v1.PolicyInput.licence")
        (c.pointee.capabilities, c.pointee.n_capabilities) = try arena.strings(
            capabilities, "luna.v1.PolicyInput.capabilities")
        (c.pointee.tools, c.pointee.n_tools) = try arena.strings(
            tools, "luna.v1.PolicyInput.tools")
        (c.pointee.destinations, c.pointee.n_destinations) = try arena.strings(
            destinations, "luna.v1.PolicyInput.destinations")
        (c.pointee.models, c.pointee.n_models) = try arena.strings(
            models, "luna.v1.PolicyInput.models")
        c.pointee.agent = try arena.string(agent, "luna.v1.PolicyInput.agent")
        c.pointee.execution = try arena.string(execution, "luna.v1.PolicyInput.execution")
    }

    init(c: UnsafePointer<Luna__V1__PolicyInput>) {
        self.init()
        action = wireString(c.pointee.action)
        project = wireString(c.pointee.project)
        autonomy = wireString(c.pointee.autonomy)
        licence = wireString(c.pointee.licence)
        capabilities = wireArray(c.pointee.capabilities, c.pointee.n_capabilities) { wireString($0) }
        tools = wireArray(c.pointee.tools, c.pointee.n_tools) { wireString($0) }
        destinations = wireArray(c.pointee.destinations, c.pointee.n_destinations) { wireString($0) }
        models = wireArray(c.pointee.models, c.pointee.n_models) { wireString($0) }
        agent = wireString(c.pointee.agent)
        execution = wireString(c.pointee.execution)
    }
}

/// The request of ``SecurityClient/decide(_:context:)``.
public struct DecideRequest: WireMessage {
    public static var fullName: String { "luna.v1.DecideRequest" }

    public var input: PolicyInput?

    /// Every field that is not given has its default.
    public init(input: PolicyInput? = nil) {
        self.input = input
    }

    public init() {
        self.input = nil
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension DecideRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__decide_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__DecideRequest>, in arena: Arena) throws {
        c.pointee.input = try arena.message(input)
    }

    init(c: UnsafePointer<Luna__V1__DecideRequest>) {
        self.init()
        input = wireMessage(c.pointee.input)
    }
}

/// The request of ``SecurityClient/getDecision(_:context:)``.
public struct DecisionKey: WireMessage {
    public static var fullName: String { "luna.v1.DecisionKey" }

    public var id: String

    /// Every field that is not given has its default.
    public init(id: String = "") {
        self.id = id
    }

    public init() {
        self.id = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension DecisionKey: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__decision_key__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__DecisionKey>, in arena: Arena) throws {
        c.pointee.id = try arena.string(id, "luna.v1.DecisionKey.id")
    }

    init(c: UnsafePointer<Luna__V1__DecisionKey>) {
        self.init()
        id = wireString(c.pointee.id)
    }
}

/// The request of ``SecurityClient/approveDecision(_:context:)``.
public struct ApproveDecisionRequest: WireMessage {
    public static var fullName: String { "luna.v1.ApproveDecisionRequest" }

    public var id: String
    /// For a person: why.
    public var reason: String

    /// Every field that is not given has its default.
    public init(id: String = "", reason: String = "") {
        self.id = id
        self.reason = reason
    }

    public init() {
        self.id = ""
        self.reason = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ApproveDecisionRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__approve_decision_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ApproveDecisionRequest>, in arena: Arena) throws {
        c.pointee.id = try arena.string(id, "luna.v1.ApproveDecisionRequest.id")
        c.pointee.reason = try arena.string(reason, "luna.v1.ApproveDecisionRequest.reason")
    }

    init(c: UnsafePointer<Luna__V1__ApproveDecisionRequest>) {
        self.init()
        id = wireString(c.pointee.id)
        reason = wireString(c.pointee.reason)
    }
}

/// A decision as a signed JSON document (Ed25519 over its canonical form): id, tenant, input, effect (allow, deny, needs-human),
/// reasons, policy, evaluator, approved_by, decided_at and expires_at.
public struct PolicyDecision: WireMessage {
    public static var fullName: String { "luna.v1.PolicyDecision" }

    /// JSON, UTF-8.
    public var documentJson: [UInt8]

    /// Every field that is not given has its default.
    public init(documentJson: [UInt8] = []) {
        self.documentJson = documentJson
    }

    public init() {
        self.documentJson = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension PolicyDecision: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__policy_decision__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__PolicyDecision>, in arena: Arena) throws {
        c.pointee.document_json = try arena.bytes(documentJson)
    }

    init(c: UnsafePointer<Luna__V1__PolicyDecision>) {
        self.init()
        documentJson = wireBytes(c.pointee.document_json)
    }
}

/// A rule that has decided.
public struct PolicyReason: WireMessage {
    public static var fullName: String { "luna.v1.PolicyReason" }

    public var rule: String
    public var effect: String
    /// For a person: why.
    public var reason: String

    /// Every field that is not given has its default.
    public init(rule: String = "", effect: String = "", reason: String = "") {
        self.rule = rule
        self.effect = effect
        self.reason = reason
    }

    public init() {
        self.rule = ""
        self.effect = ""
        self.reason = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension PolicyReason: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__policy_reason__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__PolicyReason>, in arena: Arena) throws {
        c.pointee.rule = try arena.string(rule, "luna.v1.PolicyReason.rule")
        c.pointee.effect = try arena.string(effect, "luna.v1.PolicyReason.effect")
        c.pointee.reason = try arena.string(reason, "luna.v1.PolicyReason.reason")
    }

    init(c: UnsafePointer<Luna__V1__PolicyReason>) {
        self.init()
        rule = wireString(c.pointee.rule)
        effect = wireString(c.pointee.effect)
        reason = wireString(c.pointee.reason)
    }
}

/// The reply of ``SecurityClient/checkPolicy(_:context:)``.
public struct PolicyVerdict: WireMessage {
    public static var fullName: String { "luna.v1.PolicyVerdict" }

    /// One of allow, deny, needs-human.
    public var effect: String
    public var reasons: [PolicyReason]
    /// Versions of the rules: *=3 acme=1.
    public var policy: String
    /// Embedded or opa.
    public var evaluator: String

    /// Every field that is not given has its default.
    public init(effect: String = "", reasons: [PolicyReason] = [], policy: String = "", evaluator: String = "") {
        self.effect = effect
        self.reasons = reasons
        self.policy = policy
        self.evaluator = evaluator
    }

    public init() {
        self.effect = ""
        self.reasons = []
        self.policy = ""
        self.evaluator = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension PolicyVerdict: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__policy_verdict__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__PolicyVerdict>, in arena: Arena) throws {
        c.pointee.effect = try arena.string(effect, "luna.v1.PolicyVerdict.effect")
        (c.pointee.reasons, c.pointee.n_reasons) = try arena.messages(reasons)
        c.pointee.policy = try arena.string(policy, "luna.v1.PolicyVerdict.policy")
        c.pointee.evaluator = try arena.string(evaluator, "luna.v1.PolicyVerdict.evaluator")
    }

    init(c: UnsafePointer<Luna__V1__PolicyVerdict>) {
        self.init()
        effect = wireString(c.pointee.effect)
        reasons = wireMessages(c.pointee.reasons, c.pointee.n_reasons)
        policy = wireString(c.pointee.policy)
        evaluator = wireString(c.pointee.evaluator)
    }
}

/// The request of ``SecurityClient/checkPolicy(_:context:)``.
public struct CheckPolicyRequest: WireMessage {
    public static var fullName: String { "luna.v1.CheckPolicyRequest" }

    public var input: PolicyInput?
    /// Rules to use in the place of the tenant's own; empty = those that hold.
    public var documentJson: [UInt8]

    /// Every field that is not given has its default.
    public init(input: PolicyInput? = nil, documentJson: [UInt8] = []) {
        self.input = input
        self.documentJson = documentJson
    }

    public init() {
        self.input = nil
        self.documentJson = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension CheckPolicyRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__check_policy_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__CheckPolicyRequest>, in arena: Arena) throws {
        c.pointee.input = try arena.message(input)
        c.pointee.document_json = try arena.bytes(documentJson)
    }

    init(c: UnsafePointer<Luna__V1__CheckPolicyRequest>) {
        self.init()
        input = wireMessage(c.pointee.input)
        documentJson = wireBytes(c.pointee.document_json)
    }
}

/// Rules by version. Those for all tenants hold besides a tenant's own.
public struct PolicyVersion: WireMessage {
    public static var fullName: String { "luna.v1.PolicyVersion" }

    /// * = all.
    public var tenant: String
    /// From 1; 0 = the product's own rules.
    public var version: UInt32
    /// As in schemas/policy.schema.json.
    public var documentJson: [UInt8]
    public var setBy: String
    /// Unix nanoseconds; 0 = unset.
    public var setAt: Int64
    public var comment: String
    /// Of the document in canonical form.
    public var sha256: String

    /// Every field that is not given has its default.
    public init(
        tenant: String = "",
        version: UInt32 = 0,
        documentJson: [UInt8] = [],
        setBy: String = "",
        setAt: Int64 = 0,
        comment: String = "",
        sha256: String = ""
    ) {
        self.tenant = tenant
        self.version = version
        self.documentJson = documentJson
        self.setBy = setBy
        self.setAt = setAt
        self.comment = comment
        self.sha256 = sha256
    }

    public init() {
        self.tenant = ""
        self.version = 0
        self.documentJson = []
        self.setBy = ""
        self.setAt = 0
        self.comment = ""
        self.sha256 = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension PolicyVersion: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__policy_version__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__PolicyVersion>, in arena: Arena) throws {
        c.pointee.tenant = try arena.string(tenant, "luna.v1.PolicyVersion.tenant")
        c.pointee.version = version
        c.pointee.document_json = try arena.bytes(documentJson)
        c.pointee.set_by = try arena.string(setBy, "luna.v1.PolicyVersion.set_by")
        c.pointee.set_at = setAt
        c.pointee.comment = try arena.string(comment, "luna.v1.PolicyVersion.comment")
        c.pointee.sha256 = try arena.string(sha256, "luna.v1.PolicyVersion.sha256")
    }

    init(c: UnsafePointer<Luna__V1__PolicyVersion>) {
        self.init()
        tenant = wireString(c.pointee.tenant)
        version = c.pointee.version
        documentJson = wireBytes(c.pointee.document_json)
        setBy = wireString(c.pointee.set_by)
        setAt = c.pointee.set_at
        comment = wireString(c.pointee.comment)
        sha256 = wireString(c.pointee.sha256)
    }
}

/// The request of ``SecurityClient/getPolicy(_:context:)``.
public struct GetPolicyRequest: WireMessage {
    public static var fullName: String { "luna.v1.GetPolicyRequest" }

    /// 0 = the newest.
    public var version: UInt32
    /// The rules for all tenants.
    public var allTenants: Bool

    /// Every field that is not given has its default.
    public init(version: UInt32 = 0, allTenants: Bool = false) {
        self.version = version
        self.allTenants = allTenants
    }

    public init() {
        self.version = 0
        self.allTenants = false
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension GetPolicyRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__get_policy_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__GetPolicyRequest>, in arena: Arena) throws {
        c.pointee.version = version
        c.pointee.all_tenants = allTenants ? 1 : 0
    }

    init(c: UnsafePointer<Luna__V1__GetPolicyRequest>) {
        self.init()
        version = c.pointee.version
        allTenants = c.pointee.all_tenants != 0
    }
}

/// The request of ``SecurityClient/listPolicies(_:context:)``.
public struct ListPoliciesRequest: WireMessage {
    public static var fullName: String { "luna.v1.ListPoliciesRequest" }

    public var allTenants: Bool
    /// At most so many; 0 = the default of the service.
    public var limit: UInt32
    public var before: UInt32

    /// Every field that is not given has its default.
    public init(allTenants: Bool = false, limit: UInt32 = 0, before: UInt32 = 0) {
        self.allTenants = allTenants
        self.limit = limit
        self.before = before
    }

    public init() {
        self.allTenants = false
        self.limit = 0
        self.before = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListPoliciesRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_policies_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListPoliciesRequest>, in arena: Arena) throws {
        c.pointee.all_tenants = allTenants ? 1 : 0
        c.pointee.limit = limit
        c.pointee.before = before
    }

    init(c: UnsafePointer<Luna__V1__ListPoliciesRequest>) {
        self.init()
        allTenants = c.pointee.all_tenants != 0
        limit = c.pointee.limit
        before = c.pointee.before
    }
}

/// The reply of ``SecurityClient/listPolicies(_:context:)``.
public struct ListPoliciesReply: WireMessage {
    public static var fullName: String { "luna.v1.ListPoliciesReply" }

    public var versions: [PolicyVersion]

    /// Every field that is not given has its default.
    public init(versions: [PolicyVersion] = []) {
        self.versions = versions
    }

    public init() {
        self.versions = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListPoliciesReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_policies_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListPoliciesReply>, in arena: Arena) throws {
        (c.pointee.versions, c.pointee.n_versions) = try arena.messages(versions)
    }

    init(c: UnsafePointer<Luna__V1__ListPoliciesReply>) {
        self.init()
        versions = wireMessages(c.pointee.versions, c.pointee.n_versions)
    }
}

/// The request of ``SecurityClient/setPolicy(_:context:)``.
public struct SetPolicyRequest: WireMessage {
    public static var fullName: String { "luna.v1.SetPolicyRequest" }

    /// JSON, UTF-8.
    public var documentJson: [UInt8]
    /// Only an administrator of all tenants may.
    public var allTenants: Bool
    public var comment: String
    /// The version that this one is made from; 0 = whatever it is.
    public var expected: UInt32

    /// Every field that is not given has its default.
    public init(documentJson: [UInt8] = [], allTenants: Bool = false, comment: String = "", expected: UInt32 = 0) {
        self.documentJson = documentJson
        self.allTenants = allTenants
        self.comment = comment
        self.expected = expected
    }

    public init() {
        self.documentJson = []
        self.allTenants = false
        self.comment = ""
        self.expected = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension SetPolicyRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__set_policy_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__SetPolicyRequest>, in arena: Arena) throws {
        c.pointee.document_json = try arena.bytes(documentJson)
        c.pointee.all_tenants = allTenants ? 1 : 0
        c.pointee.comment = try arena.string(comment, "luna.v1.SetPolicyRequest.comment")
        c.pointee.expected = expected
    }

    init(c: UnsafePointer<Luna__V1__SetPolicyRequest>) {
        self.init()
        documentJson = wireBytes(c.pointee.document_json)
        allTenants = c.pointee.all_tenants != 0
        comment = wireString(c.pointee.comment)
        expected = c.pointee.expected
    }
}

/// A public key of the product.
public struct Signer: WireMessage {
    public static var fullName: String { "luna.v1.Signer" }

    /// Fingerprint.
    public var id: String
    /// One of provenance, decision, checkpoint.
    public var purpose: String
    /// As luna verify reads it.
    public var publicKey: String
    /// The service that has the private key.
    public var holder: String
    /// Unix nanoseconds; 0 = unset.
    public var since: Int64

    /// Every field that is not given has its default.
    public init(id: String = "", purpose: String = "", publicKey: String = "", holder: String = "", since: Int64 = 0) {
        self.id = id
        self.purpose = purpose
        self.publicKey = publicKey
        self.holder = holder
        self.since = since
    }

    public init() {
        self.id = ""
        self.purpose = ""
        self.publicKey = ""
        self.holder = ""
        self.since = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension Signer: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__signer__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__Signer>, in arena: Arena) throws {
        c.pointee.id = try arena.string(id, "luna.v1.Signer.id")
        c.pointee.purpose = try arena.string(purpose, "luna.v1.Signer.purpose")
        c.pointee.public_key = try arena.string(publicKey, "luna.v1.Signer.public_key")
        c.pointee.holder = try arena.string(holder, "luna.v1.Signer.holder")
        c.pointee.since = since
    }

    init(c: UnsafePointer<Luna__V1__Signer>) {
        self.init()
        id = wireString(c.pointee.id)
        purpose = wireString(c.pointee.purpose)
        publicKey = wireString(c.pointee.public_key)
        holder = wireString(c.pointee.holder)
        since = c.pointee.since
    }
}

/// The request of ``SecurityClient/listSigners(_:context:)``.
public struct ListSignersRequest: WireMessage {
    public static var fullName: String { "luna.v1.ListSignersRequest" }

    public var purpose: String

    /// Every field that is not given has its default.
    public init(purpose: String = "") {
        self.purpose = purpose
    }

    public init() {
        self.purpose = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListSignersRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_signers_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListSignersRequest>, in arena: Arena) throws {
        c.pointee.purpose = try arena.string(purpose, "luna.v1.ListSignersRequest.purpose")
    }

    init(c: UnsafePointer<Luna__V1__ListSignersRequest>) {
        self.init()
        purpose = wireString(c.pointee.purpose)
    }
}

/// The reply of ``SecurityClient/listSigners(_:context:)``.
public struct ListSignersReply: WireMessage {
    public static var fullName: String { "luna.v1.ListSignersReply" }

    public var signers: [Signer]

    /// Every field that is not given has its default.
    public init(signers: [Signer] = []) {
        self.signers = signers
    }

    public init() {
        self.signers = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListSignersReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_signers_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListSignersReply>, in arena: Arena) throws {
        (c.pointee.signers, c.pointee.n_signers) = try arena.messages(signers)
    }

    init(c: UnsafePointer<Luna__V1__ListSignersReply>) {
        self.init()
        signers = wireMessages(c.pointee.signers, c.pointee.n_signers)
    }
}
