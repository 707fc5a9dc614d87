import LunaCore
import Tracing

/// The place of a piece of work in a distributed trace, as the W3C Trace Context recommendation carries it between
/// processes (`traceparent`, version 00). A value; safe to share.
public struct TraceContext: Sendable, Hashable {
    /// The high and low half of the 16-byte trace id.
    private let traceHigh: UInt64
    private let traceLow: UInt64
    private let span: UInt64
    /// Whether the caller records this trace.
    public let isSampled: Bool
    /// The vendor part (`tracestate`), passed on unread.
    public let state: String?

    private init(high: UInt64, low: UInt64, span: UInt64, isSampled: Bool, state: String?) {
        self.traceHigh = high
        self.traceLow = low
        self.span = span
        self.isSampled = isSampled
        self.state = state
    }

    /// Reads a `traceparent` header. `nil` when it is malformed: the recommendation has the receiver start a new trace
    /// then.
    /// Headers of later versions are read as far as version 00 goes.
    public init?(traceparent: String, state: String? = nil) {
        let bytes = Array(traceparent.utf8)
        let dash = UInt8(ascii: "-")
        guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
            let version = Self.hexadecimal(bytes[0..<2]), version != 0xFF,
            bytes.count == 55 || (version > 0 && bytes[55] == dash),
            let high = Self.hexadecimal(bytes[3..<19]), let low = Self.hexadecimal(bytes[19..<35]),
            let span = Self.hexadecimal(bytes[36..<52]), let flags = Self.hexadecimal(bytes[53..<55]),
            high != 0 || low != 0, span != 0
        else { return nil }
        self.init(high: high, low: low, span: span, isSampled: flags & 1 == 1, state: state.flatMap(Self.checked))
    }

    /// A new trace with unguessable ids.
    public static func start(isSampled: Bool = true) -> TraceContext {
        var random = SystemRandomNumberGenerator()
        return start(isSampled: isSampled, random: &random)
    }

    /// A new trace with ids from `random`.
    public static func start(isSampled: Bool = true, random: inout some RandomNumberGenerator) -> TraceContext {
        TraceContext(
            high: .random(in: 1 ... .max, using: &random), low: .random(in: 1 ... .max, using: &random),
            span: .random(in: 1 ... .max, using: &random), isSampled: isSampled, state: nil)
    }

    /// The same trace, one step further in.
    public func child() -> TraceContext {
        TraceContext(
            high: traceHigh, low: traceLow, span: .random(in: 1 ... .max), isSampled: isSampled, state: state)
    }

    /// The same trace, one step further in, where the step is known by a name: always the same id for the same name in the same
    /// trace. For spans that outlive the process that began them.
    public func child(named name: String) -> TraceContext {
        let digits = Array(Digest(of: "\(traceID)/\(name)").hex.utf8)
        let id = max(1, Self.hexadecimal(digits[0..<16]) ?? 1)
        return TraceContext(high: traceHigh, low: traceLow, span: id, isSampled: isSampled, state: state)
    }

    /// Whether a trace with this id is among the share `ratio` (0 to 1) that is recorded. The same on every machine, as
    /// OpenTelemetry's `TraceIdRatioBased` sampler wants it.
    func isWithin(ratio: Double) -> Bool { ratio >= 1 || Double(traceLow >> 11) < ratio * Double(UInt64(1) << 53) }

    func sampled(_ isSampled: Bool) -> TraceContext {
        TraceContext(high: traceHigh, low: traceLow, span: span, isSampled: isSampled, state: state)
    }

    /// 32 lower-case hexadecimal digits.
    public var traceID: String { Self.text(traceHigh) + Self.text(traceLow) }
    /// 16 lower-case hexadecimal digits.
    public var spanID: String { Self.text(span) }
    /// The header to send on.
    public var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    /// Longer or non-printable state is dropped rather than passed on, because it would become a header of ours.
    private static func checked(_ state: String) -> String? {
        state.utf8.count <= 512 && state.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !state.isEmpty ? state : nil
    }

    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }

    private static func text(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension TraceContext {
    /// Where the current task is.
    public static var current: TraceContext? { ServiceContext.current?.trace }

    /// Runs `operation` in this place of the trace.
    public func run<Result>(
        isolation: isolated (any Actor)? = #isolation, _ operation: () async throws -> Result
    ) async rethrows -> Result {
        var context = ServiceContext.current ?? .topLevel
        context.trace = self
        return try await ServiceContext.$current.withValue(context, operation: operation, isolation: isolation)
    }
}

extension ServiceContext {
    private enum TraceKey: ServiceContextKey { typealias Value = TraceContext }
    private enum RootKey: ServiceContextKey { typealias Value = Bool }
    private enum NameKey: ServiceContextKey { typealias Value = TraceContext }

    /// The span that surrounds what happens; the parent of new ones.
    public var trace: TraceContext? {
        get { self[TraceKey.self] }
        set { self[TraceKey.self] = newValue }
    }

    /// Whether a span without a parent begins a trace here. Otherwise it is not recorded: what services ask each other in the
    /// background belongs to nobody's trace.
    public var startsTrace: Bool {
        get { self[RootKey.self] ?? false }
        set { self[RootKey.self] = newValue }
    }

    /// What the next span is to be, when that was settled before: see ``TraceContext/child(named:)``.
    public var settledSpan: TraceContext? {
        get { self[NameKey.self] }
        set { self[NameKey.self] = newValue }
    }

    /// The context of something that came from outside with a `traceparent`, or without one.
    /// - Parameter startsTrace: see ``startsTrace``.
    public static func received(_ traceparent: String?, state: String? = nil, startsTrace: Bool) -> ServiceContext {
        var context = ServiceContext.topLevel
        context.trace = traceparent.flatMap { TraceContext(traceparent: $0, state: state) }
        context.startsTrace = startsTrace
        return context
    }
}
