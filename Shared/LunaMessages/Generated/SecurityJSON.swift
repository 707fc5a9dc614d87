// Generated from luna/v1/security.proto by `make proto`. Do not edit.

public import LunaCore

extension SearchAuditRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("correlation", .text, ""),
            JSONField("actor", .text, "Who caused it."),
            JSONField("action", .text, ""),
            JSONField("limit", .count, "At most so many; 0 = the default of the service."),
            JSONField("cursor", .text, "Opaque, from the reply before; empty = from the start."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("correlation", correlation)
        out.put("actor", actor)
        out.put("action", action)
        out.put("limit", limit)
        out.put("cursor", cursor)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("correlation", &correlation)
        try reader.take("actor", &actor)
        try reader.take("action", &action)
        try reader.take("limit", &limit)
        try reader.take("cursor", &cursor)
        try reader.finish()
    }
}

extension SearchAuditReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("entries", .list(.message(AuditEntry.self)), ""),
            JSONField("next_cursor", .text, "For the next request; empty = nothing left."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("entries", entries)
        out.put("next_cursor", nextCursor)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("entries", &entries)
        try reader.take("next_cursor", &nextCursor)
        try reader.finish()
    }
}

extension AuditCheckpoint {
    public static var jsonFields: [JSONField] {
        [
            JSONField("tenant", .text, "Owner of the project."),
            JSONField("sequence", .count, "Of the newest entry; 0 = the chain is empty."),
            JSONField("mac", .text, "Of the newest entry."),
            JSONField("at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("signer", .text, "Id of the signing key."),
            JSONField("public_key", .text, "Base64."),
            JSONField("signature", .text, "Base64."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("tenant", tenant)
        out.put("sequence", sequence)
        out.put("mac", mac)
        out.put("at", time: at)
        out.put("signer", signer)
        out.put("public_key", publicKey)
        out.put("signature", signature)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("tenant", &tenant)
        try reader.take("sequence", &sequence)
        try reader.take("mac", &mac)
        try reader.take("at", time: &at)
        try reader.take("signer", &signer)
        try reader.take("public_key", &publicKey)
        try reader.take("signature", &signature)
        try reader.finish()
    }
}

extension CheckpointAuditRequest {
    public static var jsonFields: [JSONField] { [] }

    public var json: JSONValue { .object([:]) }

    public init(json: JSONValue) throws {
        self.init()
        try JSONObjectReader(json, of: Self.self).finish()
    }
}

extension VerifyAuditRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("checkpoints", .list(.message(AuditCheckpoint.self)), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("checkpoints", checkpoints)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("checkpoints", &checkpoints)
        try reader.finish()
    }
}

extension VerifyAuditReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("entries", .count, ""),
            JSONField("findings", .list(.message(AuditFinding.self)), "None: the chain is whole."),
            JSONField("head", .message(AuditCheckpoint.self), ""),
            JSONField(
                "restores", .list(.message(AuditRestore.self)),
                "What was lost through restores that somebody has accepted: told at every check."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("entries", entries)
        out.put("findings", findings)
        out.put("head", head)
        out.put("restores", restores)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("entries", &entries)
        try reader.take("findings", &findings)
        try reader.take("head", &head)
        try reader.take("restores", &restores)
        try reader.finish()
    }
}

extension AcceptRestoreRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("restored_to", .count, "The newest entry that the restore brought back; 0 = none."),
            JSONField("restored_at", .time, "When; 0 = now."),
            JSONField("reason", .text, "For a person: why."),
            JSONField(
                "checkpoints", .list(.message(AuditCheckpoint.self)),
                "Further ones from outside, besides those that the service keeps."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("restored_to", restoredTo)
        out.put("restored_at", time: restoredAt)
        out.put("reason", reason)
        out.put("checkpoints", checkpoints)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("restored_to", &restoredTo)
        try reader.take("restored_at", time: &restoredAt)
        try reader.take("reason", &reason)
        try reader.take("checkpoints", &checkpoints)
        try reader.finish()
    }
}

extension AuditRestore {
    public static var jsonFields: [JSONField] {
        [
            JSONField("entry", .text, "Id of its entry."),
            JSONField("sequence", .count, "Place of its entry."),
            JSONField("restored_to", .count, ""),
            JSONField("restored_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField(
                "lost_to", .count,
                "The newest place that a checkpoint from before it has seen; restored_to = none had seen more."),
            JSONField("reason", .text, "For a person: why."),
            JSONField("actor", .text, "Who caused it."),
            JSONField("at", .time, "When it was accepted."),
            JSONField("superseded", .count, "Checkpoints that it explains, of those known at this check."),
            JSONField("unheard", .list(.text), "Numbers of sources whose entries were lost with it."),
            JSONField("explanation", .text, "For a person: a sentence."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("entry", entry)
        out.put("sequence", sequence)
        out.put("restored_to", restoredTo)
        out.put("restored_at", time: restoredAt)
        out.put("lost_to", lostTo)
        out.put("reason", reason)
        out.put("actor", actor)
        out.put("at", time: at)
        out.put("superseded", superseded)
        out.put("unheard", unheard)
        out.put("explanation", explanation)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("entry", &entry)
        try reader.take("sequence", &sequence)
        try reader.take("restored_to", &restoredTo)
        try reader.take("restored_at", time: &restoredAt)
        try reader.take("lost_to", &lostTo)
        try reader.take("reason", &reason)
        try reader.take("actor", &actor)
        try reader.take("at", time: &at)
        try reader.take("superseded", &superseded)
        try reader.take("unheard", &unheard)
        try reader.take("explanation", &explanation)
        try reader.finish()
    }
}

extension AuditFinding {
    public static var jsonFields: [JSONField] {
        [
            JSONField(
                "kind", .text,
                """
                One of edited, missing, reordered, inserted, cut, wrong_key, rewritten, checkpoint, undelivered, \
                repeated.
                """),
            JSONField("sequence", .count, "Where."),
            JSONField("entry", .text, "Id of the entry there, when there is one."),
            JSONField("explanation", .text, "For a person: a sentence."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("kind", kind)
        out.put("sequence", sequence)
        out.put("entry", entry)
        out.put("explanation", explanation)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("kind", &kind)
        try reader.take("sequence", &sequence)
        try reader.take("entry", &entry)
        try reader.take("explanation", &explanation)
        try reader.finish()
    }
}

extension AuthenticateRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("credential", .text, ""),
            JSONField("origin", .text, "Where it came from, for the lock-out on guessing."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("credential", credential)
        out.put("origin", origin)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("credential", &credential)
        try reader.take("origin", &origin)
        try reader.finish()
    }
}

extension Identity {
    public static var jsonFields: [JSONField] {
        [
            JSONField("actor", .text, "For the audit trail, such as key:ab12cd34."),
            JSONField("tenant", .text, "* = any."),
            JSONField("role", .text, "One of admin, operator, viewer."),
            JSONField("projects", .list(.text), "Only these; none = all."),
            JSONField("expires_at", .time, "0 = never."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("actor", actor)
        out.put("tenant", tenant)
        out.put("role", role)
        out.put("projects", projects)
        out.put("expires_at", time: expiresAt)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("actor", &actor)
        try reader.take("tenant", &tenant)
        try reader.take("role", &role)
        try reader.take("projects", &projects)
        try reader.take("expires_at", time: &expiresAt)
        try reader.finish()
    }
}

extension APIKey {
    public static var jsonFields: [JSONField] {
        [
            JSONField("id", .text, "Public part, shown in the audit trail."),
            JSONField("name", .text, "In kebab-case."),
            JSONField("tenant", .text, "Owner of the project."),
            JSONField("role", .text, ""),
            JSONField("projects", .list(.text), ""),
            JSONField("created_at", .time, "Unix nanoseconds; 0 = unset."),
            JSONField("expires_at", .time, "0 = never."),
            JSONField("revoked_at", .time, "0 = valid."),
            JSONField("used_at", .time, "0 = never; to the minute."),
            JSONField("created_by", .text, ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("id", id)
        out.put("name", name)
        out.put("tenant", tenant)
        out.put("role", role)
        out.put("projects", projects)
        out.put("created_at", time: createdAt)
        out.put("expires_at", time: expiresAt)
        out.put("revoked_at", time: revokedAt)
        out.put("used_at", time: usedAt)
        out.put("created_by", createdBy)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("id", &id)
        try reader.take("name", &name)
        try reader.take("tenant", &tenant)
        try reader.take("role", &role)
        try reader.take("projects", &projects)
        try reader.take("created_at", time: &createdAt)
        try reader.take("expires_at", time: &expiresAt)
        try reader.take("revoked_at", time: &revokedAt)
        try reader.take("used_at", time: &usedAt)
        try reader.take("created_by", &createdBy)
        try reader.finish()
    }
}

extension CreateKeyRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("name", .text, "In kebab-case."),
            JSONField("role", .text, "One of admin, operator, viewer."),
            JSONField("projects", .list(.text), ""),
            JSONField("days", .count, "Valid for so long; 0 = until it is revoked."),
            JSONField("all_tenants", .flag, "Only an administrator of all tenants may ask for it."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("name", name)
        out.put("role", role)
        out.put("projects", projects)
        out.put("days", days)
        out.put("all_tenants", allTenants)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("name", &name)
        try reader.take("role", &role)
        try reader.take("projects", &projects)
        try reader.take("days", &days)
        try reader.take("all_tenants", &allTenants)
        try reader.finish()
    }
}

extension CreateKeyReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("key", .message(APIKey.self), ""),
            JSONField("secret", .text, "The whole key; nobody can show it again."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("key", key)
        out.put("secret", secret)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("key", &key)
        try reader.take("secret", &secret)
        try reader.finish()
    }
}

extension ListKeysRequest {
    public static var jsonFields: [JSONField] { [] }

    public var json: JSONValue { .object([:]) }

    public init(json: JSONValue) throws {
        self.init()
        try JSONObjectReader(json, of: Self.self).finish()
    }
}

extension ListKeysReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("keys", .list(.message(APIKey.self)), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("keys", keys)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("keys", &keys)
        try reader.finish()
    }
}

extension RevokeKeyRequest {
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

extension ScanTextRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("text", .text, ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("text", text)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("text", &text)
        try reader.finish()
    }
}

extension ScanTextReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("spans", .list(.message(FoundSpan.self)), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("spans", spans)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("spans", &spans)
        try reader.finish()
    }
}

extension FoundSpan {
    public static var jsonFields: [JSONField] {
        [
            JSONField("start", .count, "In Unicode scalars."),
            JSONField("end", .count, "After the last one."),
            JSONField("type", .text, "Such as EMAIL."),
            JSONField("confidence", .text, "One of possible, likely, certain."),
            JSONField("reason", .text, "One of checksum, format, context, dictionary."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("start", start)
        out.put("end", end)
        out.put("type", type)
        out.put("confidence", confidence)
        out.put("reason", reason)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("start", &start)
        try reader.take("end", &end)
        try reader.take("type", &type)
        try reader.take("confidence", &confidence)
        try reader.take("reason", &reason)
        try reader.finish()
    }
}

extension TokeniseTextRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField(
                "execution", .text,
                "Within which the same value gets the same token; any name of 1 to 128 bytes."),
            JSONField("text", .text, ""),
            JSONField("destination", .text, "One of local, cloud, log, artifact; empty = cloud."),
            JSONField("subject", .text, "Whom the text is about, to erase it by."),
            JSONField("hours", .count, "Forgotten after so long; 0 = as configured, which is also the most."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("text", text)
        out.put("destination", destination)
        out.put("subject", subject)
        out.put("hours", hours)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("text", &text)
        try reader.take("destination", &destination)
        try reader.take("subject", &subject)
        try reader.take("hours", &hours)
        try reader.finish()
    }
}

extension TokeniseTextReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("text", .text, ""),
            JSONField("counts", .list(.message(TypeCount.self)), ""),
            JSONField("expires_at", .time, "After which nothing is restored."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("text", text)
        out.put("counts", counts)
        out.put("expires_at", time: expiresAt)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("text", &text)
        try reader.take("counts", &counts)
        try reader.take("expires_at", time: &expiresAt)
        try reader.finish()
    }
}

extension TypeCount {
    public static var jsonFields: [JSONField] {
        [
            JSONField("type", .text, ""),
            JSONField("count", .count, ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("type", type)
        out.put("count", count)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("type", &type)
        try reader.take("count", &count)
        try reader.finish()
    }
}

extension RestoreTextRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "As it was tokenised."),
            JSONField("text", .text, ""),
            JSONField("is_json", .flag, "The text is JSON: values are escaped as it wants them."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("text", text)
        out.put("is_json", isJson)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("text", &text)
        try reader.take("is_json", &isJson)
        try reader.finish()
    }
}

extension RestoreTextReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("text", .text, ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("text", text)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("text", &text)
        try reader.finish()
    }
}

extension ForgetTokensRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("subject", .text, "Whatever was said to be about this person."),
            JSONField("value", .text, "This value, wherever it occurred."),
            JSONField("execution", .text, "Everything of this execution."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("subject", subject)
        out.put("value", value)
        out.put("execution", execution)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("subject", &subject)
        try reader.take("value", &value)
        try reader.take("execution", &execution)
        try reader.finish()
    }
}

extension ForgetTokensReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("erased", .count, ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("erased", erased)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("erased", &erased)
        try reader.finish()
    }
}

extension PrivacyRule {
    public static var jsonFields: [JSONField] {
        [
            JSONField("destination", .text, "One of local, cloud, log, artifact."),
            JSONField("type", .text, "Such as EMAIL."),
            JSONField("strategy", .text, "One of allow, tokenise, mask, drop."),
            JSONField("own", .flag, "Set by the tenant; others are the product's."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("destination", destination)
        out.put("type", type)
        out.put("strategy", strategy)
        out.put("own", own)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("destination", &destination)
        try reader.take("type", &type)
        try reader.take("strategy", &strategy)
        try reader.take("own", &own)
        try reader.finish()
    }
}

extension PrivacyRules {
    public static var jsonFields: [JSONField] {
        [
            JSONField("rules", .list(.message(PrivacyRule.self)), ""),
            JSONField("version", .text, "Of the tenant's own rules: the same rules have the same version."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("rules", rules)
        out.put("version", version)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("rules", &rules)
        try reader.take("version", &version)
        try reader.finish()
    }
}

extension GetPrivacyPolicyRequest {
    public static var jsonFields: [JSONField] { [] }

    public var json: JSONValue { .object([:]) }

    public init(json: JSONValue) throws {
        self.init()
        try JSONObjectReader(json, of: Self.self).finish()
    }
}

extension SetPrivacyPolicyRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("rules", .list(.message(PrivacyRule.self)), ""),
            JSONField("expected", .text, "The version that these are made from; empty = whatever it is."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("rules", rules)
        out.put("expected", expected)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("rules", &rules)
        try reader.take("expected", &expected)
        try reader.finish()
    }
}

extension GetQuotasRequest {
    public static var jsonFields: [JSONField] { [] }

    public var json: JSONValue { .object([:]) }

    public init(json: JSONValue) throws {
        self.init()
        try JSONObjectReader(json, of: Self.self).finish()
    }
}

extension SetQuotasRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("quotas", .list(.message(Quota.self)), "Name and limit."),
            JSONField("usual", .list(.text), "Names whose limit is the installation's again."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("quotas", quotas)
        out.put("usual", usual)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("quotas", &quotas)
        try reader.take("usual", &usual)
        try reader.finish()
    }
}

extension Quotas {
    public static var jsonFields: [JSONField] {
        [
            JSONField("quotas", .list(.message(Quota.self)), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("quotas", quotas)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("quotas", &quotas)
        try reader.finish()
    }
}
