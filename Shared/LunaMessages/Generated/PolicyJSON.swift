// Generated from luna/v1/policy.proto by `make proto`. Do not edit.

public import LunaCore

extension PolicyInput {
    public static var jsonFields: [JSONField] {
        [
            JSONField("action", .text, "One of execution.run, task.run, agent.register."),
            JSONField("project", .text, "The project."),
            JSONField("autonomy", .text, "Of the plan."),
            JSONField("licence", .text, "Of the plan: an SPDX expression."),
            JSONField("capabilities", .list(.text), ""),
            JSONField("tools", .list(.text), "Such as shell_command."),
            JSONField("destinations", .list(.text), "Where data goes, such as cloud or api.example.com."),
            JSONField("models", .list(.text), ""),
            JSONField("agent", .text, "Of the form name-vX.Y.Z."),
            JSONField("execution", .text, "Only when the decision is for this execution alone."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("action", action)
        out.put("project", project)
        out.put("autonomy", autonomy)
        out.put("licence", licence)
        out.put("capabilities", capabilities)
        out.put("tools", tools)
        out.put("destinations", destinations)
        out.put("models", models)
        out.put("agent", agent)
        out.put("execution", execution)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("action", &action)
        try reader.take("project", &project)
        try reader.take("autonomy", &autonomy)
        try reader.take("licence", &licence)
        try reader.take("capabilities", &capabilities)
        try reader.take("tools", &tools)
        try reader.take("destinations", &destinations)
        try reader.take("models", &models)
        try reader.take("agent", &agent)
        try reader.take("execution", &execution)
        try reader.finish()
    }
}

extension DecideRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("input", .message(PolicyInput.self), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("input", input)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("input", &input)
        try reader.finish()
    }
}

extension DecisionKey {
    public static var jsonFields: [JSONField] {
        [
            JSONField("id", .text, ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("id", id)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("id", &id)
        try reader.finish()
    }
}

extension ApproveDecisionRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("id", .text, ""),
            JSONField("reason", .text, "For a person: why."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("id", id)
        out.put("reason", reason)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("id", &id)
        try reader.take("reason", &reason)
        try reader.finish()
    }
}

extension PolicyDecision {
    public static var jsonFields: [JSONField] {
        [
            JSONField("document", .embedded, "JSON, UTF-8."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("document", embedded: documentJson)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("document", embedded: &documentJson)
        try reader.finish()
    }
}

extension PolicyReason {
    public static var jsonFields: [JSONField] {
        [
            JSONField("rule", .text, ""),
            JSONField("effect", .text, ""),
            JSONField("reason", .text, "For a person: why."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("rule", rule)
        out.put("effect", effect)
        out.put("reason", reason)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("rule", &rule)
        try reader.take("effect", &effect)
        try reader.take("reason", &reason)
        try reader.finish()
    }
}

extension PolicyVerdict {
    public static var jsonFields: [JSONField] {
        [
            JSONField("effect", .text, "One of allow, deny, needs-human."),
            JSONField("reasons", .list(.message(PolicyReason.self)), ""),
            JSONField("policy", .text, "Versions of the rules: *=3 acme=1."),
            JSONField("evaluator", .text, "Embedded or opa."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("effect", effect)
        out.put("reasons", reasons)
        out.put("policy", policy)
        out.put("evaluator", evaluator)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("effect", &effect)
        try reader.take("reasons", &reasons)
        try reader.take("policy", &policy)
        try reader.take("evaluator", &evaluator)
        try reader.finish()
    }
}

extension CheckPolicyRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("input", .message(PolicyInput.self), ""),
            JSONField("document", .embedded, "Rules to use in the place of the tenant's own; empty = those that hold."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("input", input)
        out.put("document", embedded: documentJson)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("input", &input)
        try reader.take("document", embedded: &documentJson)
        try reader.finish()
    }
}

extension PolicyVersion {
    public static var jsonFields: [JSONField] {
        [
            JSONField("tenant", .text, "* = all."),
            JSONField("version", .count, "From 1; 0 = the product's own rules."),
            JSONField("document", .embedded, "As in schemas/policy.schema.json."),
            JSONField("set_by", .text, ""),
            JSONField("set_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("comment", .text, ""),
            JSONField("sha256", .text, "Of the document in canonical form."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("tenant", tenant)
        out.put("version", version)
        out.put("document", embedded: documentJson)
        out.put("set_by", setBy)
        out.put("set_at", time: setAt)
        out.put("comment", comment)
        out.put("sha256", sha256)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("tenant", &tenant)
        try reader.take("version", &version)
        try reader.take("document", embedded: &documentJson)
        try reader.take("set_by", &setBy)
        try reader.take("set_at", time: &setAt)
        try reader.take("comment", &comment)
        try reader.take("sha256", &sha256)
        try reader.finish()
    }
}

extension GetPolicyRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("version", .count, "0 = the newest."),
            JSONField("all_tenants", .flag, "The rules for all tenants."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("version", version)
        out.put("all_tenants", allTenants)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("version", &version)
        try reader.take("all_tenants", &allTenants)
        try reader.finish()
    }
}

extension ListPoliciesRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("all_tenants", .flag, ""),
            JSONField("limit", .count, "At most so many; 0 = the default of the service."),
            JSONField("before", .count, ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("all_tenants", allTenants)
        out.put("limit", limit)
        out.put("before", before)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("all_tenants", &allTenants)
        try reader.take("limit", &limit)
        try reader.take("before", &before)
        try reader.finish()
    }
}

extension ListPoliciesReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("versions", .list(.message(PolicyVersion.self)), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("versions", versions)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("versions", &versions)
        try reader.finish()
    }
}

extension SetPolicyRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("document", .embedded, "JSON, UTF-8."),
            JSONField("all_tenants", .flag, "Only an administrator of all tenants may."),
            JSONField("comment", .text, ""),
            JSONField("expected", .count, "The version that this one is made from; 0 = whatever it is."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("document", embedded: documentJson)
        out.put("all_tenants", allTenants)
        out.put("comment", comment)
        out.put("expected", expected)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("document", embedded: &documentJson)
        try reader.take("all_tenants", &allTenants)
        try reader.take("comment", &comment)
        try reader.take("expected", &expected)
        try reader.finish()
    }
}

extension Signer {
    public static var jsonFields: [JSONField] {
        [
            JSONField("id", .text, "Fingerprint."),
            JSONField("purpose", .text, "One of provenance, decision, checkpoint."),
            JSONField("public_key", .text, "As luna verify reads it."),
            JSONField("holder", .text, "The service that has the private key."),
            JSONField("since", .time, "Unix nanoseconds; 0 = unset."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("id", id)
        out.put("purpose", purpose)
        out.put("public_key", publicKey)
        out.put("holder", holder)
        out.put("since", time: since)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("id", &id)
        try reader.take("purpose", &purpose)
        try reader.take("public_key", &publicKey)
        try reader.take("holder", &holder)
        try reader.take("since", time: &since)
        try reader.finish()
    }
}

extension ListSignersRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("purpose", .text, ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("purpose", purpose)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("purpose", &purpose)
        try reader.finish()
    }
}

extension ListSignersReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("signers", .list(.message(Signer.self)), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("signers", signers)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("signers", &signers)
        try reader.finish()
    }
}
