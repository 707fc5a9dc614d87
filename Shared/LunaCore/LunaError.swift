/// The one error taxonomy of the product (docs/architecture.md).
///
/// A `LunaError` crosses the bus in a reply, leaves the gateway as RFC 9457 `application/problem+json`
/// and the CLI as one line and an exit code. It is a value: safe to store, send and compare.
public struct LunaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The broad class of an error; decides the HTTP status, the exit code and whether a retry can help.
    public struct Class: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The input is wrong; sending it again will not help.
        public static let validation = Class(rawValue: "validation")
        /// Nothing has that name.
        public static let notFound = Class(rawValue: "not_found")
        /// The caller may not do this.
        public static let permission = Class(rawValue: "permission")
        /// The state does not allow this, or somebody else was faster.
        public static let conflict = Class(rawValue: "conflict")
        /// A limit was reached: quota, budget, memory, disk, queue.
        public static let resource = Class(rawValue: "resource")
        /// No answer in time.
        public static let timeout = Class(rawValue: "timeout")
        /// A peer could not be reached.
        public static let network = Class(rawValue: "network")
        /// Something that we depend on failed.
        public static let dependency = Class(rawValue: "dependency")
        /// A fault of ours.
        public static let `internal` = Class(rawValue: "internal")

        public var description: String { rawValue }

        /// Whether trying the same again can succeed when the error does not say otherwise.
        public var isRetryableByDefault: Bool {
            self == .timeout || self == .network || self == .dependency || self == .resource
        }
    }

    /// Stable, dotted, lower-case identifier, such as `plan.invalid`. Safe as a metric label.
    public let code: String
    /// The broad class.
    public let errorClass: Class
    /// For a person: what is wrong and what to do about it. Never holds secrets.
    public let message: String
    /// Whether trying the same again can succeed.
    public let isRetryable: Bool
    /// Further facts as data, such as the offending field. Never holds secrets.
    public let details: [String: String]

    /// - Parameters:
    ///   - code: stable dotted identifier.
    ///   - errorClass: the broad class.
    ///   - message: what is wrong and what to do about it.
    ///   - isRetryable: defaults to the habit of the class.
    ///   - details: further facts as data.
    public init(
        _ code: String, _ errorClass: Class, _ message: String,
        isRetryable: Bool? = nil, details: [String: String] = [:]
    ) {
        self.code = code
        self.errorClass = errorClass
        self.message = message
        self.isRetryable = isRetryable ?? errorClass.isRetryableByDefault
        self.details = details
    }

    public var description: String { "\(code): \(message)" }

    /// The HTTP status that stands for the class (RFC 9110).
    public var httpStatus: Int {
        switch errorClass {
        case .validation: 422
        case .notFound: 404
        case .permission: 403
        case .conflict: 409
        case .resource: 429
        case .timeout: 504
        case .network, .dependency: 503
        default: 500
        }
    }

    /// `error` itself when it is a `LunaError`, otherwise an internal error that keeps its text.
    public static func wrapping(_ error: any Error) -> LunaError {
        if let error = error as? LunaError { return error }
        if error is CancellationError {
            return LunaError("cancelled", .conflict, "The operation was cancelled.", isRetryable: false)
        }
        return LunaError("internal.unexpected", .internal, String(describing: error))
    }
}
