import LunaCore
import LunaMessages
import LunaPrivacy
import LunaStore

/// The tenants' own rules of privacy, over the product's.
struct PolicyStore: Sendable {
    let store: Store

    func policy(_ tenant: TenantID) async throws -> PrivacyPolicy {
        var policy = PrivacyPolicy.default
        for (destination, type, strategy) in try await own(tenant) {
            policy.set(strategy, for: type, to: destination)
        }
        return policy
    }

    /// What holds for the tenant, for every destination and type.
    func rules(_ tenant: TenantID) async throws -> PrivacyRules {
        let own = try await own(tenant)
        let policy = try await policy(tenant)
        var rules: [PrivacyRule] = []
        for destination in PrivacyDestination.allCases {
            for type in PrivacyType.allCases {
                rules.append(
                    PrivacyRule(
                        destination: destination.rawValue, type: type.rawValue,
                        strategy: policy.strategy(for: type, to: destination).rawValue,
                        own: own.contains { $0.0 == destination && $0.1 == type }))
            }
        }
        return PrivacyRules(rules: rules, version: Self.version(own))
    }

    /// Replaces the tenant's own rules.
    /// - Parameters:
    ///   - expected: the version that they are made from; empty = whatever it is.
    ///   - record: what records it, in the same transaction.
    /// - Throws: `privacy.invalid_rule`, `privacy.unsafe_rule`, `privacy.policy_changed`.
    func replace(
        _ rules: [PrivacyRule], expected: String, tenant: TenantID, record: SQLStatement
    ) async throws {
        var checked: [(PrivacyDestination, PrivacyType, PrivacyStrategy)] = []
        for rule in rules {
            let new = try Self.checked(rule)
            guard !checked.contains(where: { $0.0 == new.0 && $0.1 == new.1 }) else {
                throw LunaError(
                    "privacy.invalid_rule", .validation, "There are two rules for \(rule.type) to \(rule.destination).")
            }
            checked.append(new)
        }
        let rows = checked
        try await store.transaction { transaction in
            // Two who change the rules at once are taken one after the other.
            _ = try await transaction.query(
                "SELECT pg_advisory_xact_lock(hashtextextended('security.privacy_rules/' || $1, 0))",
                [.text(tenant.rawValue)])
            if !expected.isEmpty {
                let now = Self.version(
                    try Self.known(try await transaction.query(Self.ownRules, [.text(tenant.rawValue)])))
                guard now == expected else {
                    throw LunaError(
                        "privacy.policy_changed", .conflict,
                        "The rules are at version \(now) by now, not \(expected). Read them again.",
                        details: ["version": now])
                }
            }
            _ = try await transaction.execute(
                "DELETE FROM security.privacy_rules WHERE tenant = $1", [.text(tenant.rawValue)])
            _ = try await transaction.execute(
                """
                INSERT INTO security.privacy_rules (tenant, destination, type, strategy)
                SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[])
                """,
                [
                    .text(tenant.rawValue), .textArray(rows.map(\.0.rawValue)), .textArray(rows.map(\.1.rawValue)),
                    .textArray(rows.map(\.2.rawValue)),
                ])
            _ = try await transaction.query(record.sql, record.parameters)
        }
    }

    private static func checked(
        _ rule: PrivacyRule
    ) throws -> (PrivacyDestination, PrivacyType, PrivacyStrategy) {
        func words(_ all: [String]) -> String { all.joined(separator: ", ") }
        guard let destination = PrivacyDestination(rawValue: rule.destination) else {
            throw LunaError(
                "privacy.invalid_rule", .validation,
                "A destination is one of \(words(PrivacyDestination.allCases.map(\.rawValue))).")
        }
        guard let type = PrivacyType(rawValue: rule.type) else {
            throw LunaError(
                "privacy.invalid_rule", .validation, "A type is one of \(words(PrivacyType.allCases.map(\.rawValue))).")
        }
        guard let strategy = PrivacyStrategy(rawValue: rule.strategy) else {
            throw LunaError(
                "privacy.invalid_rule", .validation,
                "A strategy is one of \(words(PrivacyStrategy.allCases.map(\.rawValue))).")
        }
        if destination == .log, strategy == .allow || strategy == .tokenise {
            throw LunaError(
                "privacy.unsafe_rule", .validation, "What goes to logs is masked or dropped; it cannot be told less.")
        }
        if destination == .cloud, type.isSecret, strategy == .allow {
            throw LunaError(
                "privacy.unsafe_rule", .validation, "\(type.rawValue) is a secret: it cannot go to a cloud in clear.")
        }
        return (destination, type, strategy)
    }

    private typealias Rule = (PrivacyDestination, PrivacyType, PrivacyStrategy)

    private static let ownRules = "SELECT destination, type, strategy FROM security.privacy_rules WHERE tenant = $1"

    private func own(_ tenant: TenantID) async throws -> [Rule] {
        try Self.known(try await store.query(Self.ownRules, [.text(tenant.rawValue)]))
    }

    private static func known(_ rows: [Row]) throws -> [Rule] {
        try rows.compactMap { row in
            // A rule of a newer version about something unknown here can only be stricter than nothing.
            guard let destination = PrivacyDestination(rawValue: try row.text("destination")),
                let type = PrivacyType(rawValue: try row.text("type")),
                let strategy = PrivacyStrategy(rawValue: try row.text("strategy"))
            else { return nil }
            return (destination, type, strategy)
        }
    }

    /// Follows from the rules alone, so that nothing has to be kept, and going back to earlier rules goes back to their version.
    private static func version(_ own: [Rule]) -> String {
        let lines = own.map { "\($0.0.rawValue)/\($0.1.rawValue)/\($0.2.rawValue)" }.sorted()
        return String(Digest(of: lines.joined(separator: "\n")).hex.prefix(16))
    }
}
