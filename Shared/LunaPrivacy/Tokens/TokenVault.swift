import Crypto
import LunaCore
import Synchronization

/// What the tokens of one scope stand for. Safe on any thread. Never prints what it holds.
///
/// In memory the mapping is in clear, as the text is that it was made from; at rest it exists only as `sealed()`:
/// AES-256-GCM under a key of the tenant and scope, with both as associated data, so that it opens nowhere else.
public final class TokenVault: Sendable, CustomStringConvertible, CustomReflectable {
    struct Entry: Sendable {
        var type: PrivacyType?
        var value: String
        var subjects: Set<String>
    }
    private struct State {
        var entries: [String: Entry] = [:]
    }

    public let scope: PrivacyScope
    /// Unix nanoseconds after which nothing is restored any more.
    public let expiresAt: Int64
    private let state: Mutex<State>

    /// - Parameter expiresAt: Unix nanoseconds; pass the time from outside, so that this library needs no clock.
    public init(scope: PrivacyScope, expiresAt: Int64) {
        self.scope = scope
        self.expiresAt = expiresAt
        self.state = Mutex(State())
    }

    /// Number of values held.
    public var count: Int { state.withLock { $0.entries.count } }

    func store(_ token: String, _ value: String, type: PrivacyType?, subject: String?) {
        state.withLock {
            $0.entries[token, default: Entry(type: type, value: value, subjects: [])].value = value
            if let subject { $0.entries[token]?.subjects.insert(subject) }
        }
    }

    /// The value of a token in its plain form; nil when it is unknown, erased or expired at `now` (Unix nanoseconds).
    func value(of token: String, now: Int64) -> String? {
        guard now < expiresAt else { return nil }
        return state.withLock { $0.entries[token]?.value }
    }

    /// Everything that it holds, in no order: for whoever keeps mappings value by value instead of `sealed()`.
    public var records: [TokenRecord] {
        state.withLock { state in
            state.entries.map { TokenRecord(token: $0.key, type: $0.value.type, value: $0.value.value) }
        }
    }

    /// Takes back what ``records`` gave.
    public func add(_ record: TokenRecord) { store(record.token, record.value, type: record.type, subject: nil) }

    /// Forgets everything that was stored for a person (GDPR article 17). Returns how many values went.
    @discardableResult
    public func erase(subject: String) -> Int {
        erase { $0.subjects.contains(subject) }
    }

    /// Forgets every value equal to `value`, of whatever type. Returns how many went.
    @discardableResult
    public func erase(value: String) -> Int {
        erase { $0.value.hasSameCodePoints(as: value) }
    }

    /// Forgets everything.
    public func eraseAll() { state.withLock { $0.entries.removeAll() } }

    private func erase(where matches: (Entry) -> Bool) -> Int {
        state.withLock { state in
            let before = state.entries.count
            state.entries = state.entries.filter { !matches($0.value) }
            return before - state.entries.count
        }
    }

    // MARK: At rest

    /// The mapping, encrypted; different bytes on every call.
    public func sealed(with key: PrivacyKey) throws -> [UInt8] {
        let entries = state.withLock { $0.entries }
        let list = entries.sorted { $0.key < $1.key }.map { token, entry in
            JSONValue.object([
                "token": .string(token), "type": entry.type.map { .string($0.rawValue) } ?? .null,
                "value": .string(entry.value), "subjects": .array(entry.subjects.sorted().map { .string($0) }),
            ])
        }
        let plain = JSONValue.object(["expires": .number(JSONNumber(expiresAt)), "entries": .array(list)]).serialized()
        do {
            let box = try AES.GCM.seal(
                plain, using: key.derived("vault", scope), authenticating: Self.associatedData(scope))
            guard let combined = box.combined else {
                throw LunaError("privacy.seal_failed", .internal, "The token mapping could not be encrypted.")
            }
            return Array(combined)
        } catch let error as LunaError {
            throw error
        } catch {
            throw LunaError("privacy.seal_failed", .internal, "The token mapping could not be encrypted.")
        }
    }

    /// Opens what `sealed` gave.
    /// - Throws: `LunaError` `privacy.vault_unreadable` for another key, tenant or scope, or changed bytes.
    public convenience init(opening sealed: [UInt8], scope: PrivacyScope, key: PrivacyKey) throws {
        let unreadable = LunaError(
            "privacy.vault_unreadable", .permission,
            "The token mapping does not open: it belongs to another tenant, scope or key, or its bytes were changed.")
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let plain = try? AES.GCM.open(
                box, using: key.derived("vault", scope), authenticating: Self.associatedData(scope)),
            let document = try? JSONParser.parse(Array(plain), limits: JSONLimits(maxBytes: .max, maxValues: .max)),
            let expires = document["expires"]?.intValue, let list = document["entries"]?.arrayValue
        else { throw unreadable }
        self.init(scope: scope, expiresAt: expires)
        for item in list {
            guard let token = item["token"]?.stringValue, let value = item["value"]?.stringValue else {
                throw unreadable
            }
            let type = item["type"]?.stringValue.flatMap(PrivacyType.init(rawValue:))
            let subjects = item["subjects"]?.arrayValue?.compactMap(\.stringValue) ?? []
            state.withLock { $0.entries[token] = Entry(type: type, value: value, subjects: Set(subjects)) }
        }
    }

    private static func associatedData(_ scope: PrivacyScope) -> [UInt8] {
        Array("luna.vault.v1\u{0}\(scope.tenant.rawValue)\u{0}\(scope.id)".utf8)
    }

    public var description: String { "TokenVault(\(count) values hidden)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
