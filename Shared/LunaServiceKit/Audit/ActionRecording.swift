import LunaStore

/// Records actions: an ``AuditTrail``, or what stands for it in tests.
public protocol ActionRecording: Sendable {
    /// See ``AuditTrail/record(_:)``.
    func record(_ action: AuditTrail.Action) async throws
    /// See ``AuditTrail/statement(_:)``.
    func statement(_ action: AuditTrail.Action) throws -> SQLStatement
    /// See ``AuditTrail/look()``.
    func look()
}

extension AuditTrail: ActionRecording {}
