import LunaCore
import LunaMessages
import Tracing

extension Tracing.Span {
    /// Notes whose work this is. Ids only: names and texts of people do not belong in traces.
    public func note(tenant: String, execution: String?) {
        guard isRecording else { return }
        updateAttributes { attributes in
            attributes["luna.tenant"] = tenant
            if let execution { attributes["luna.execution"] = execution }
        }
    }

    /// The attributes of OpenTelemetry's conventions for remote calls.
    func note(_ method: RPCMethod, _ call: CallContext) {
        guard isRecording else { return }
        note(tenant: call.tenant.rawValue, execution: call.correlation)
        updateAttributes { attributes in
            attributes["rpc.system"] = "nats"
            attributes["rpc.service"] = method.service
            attributes["rpc.method"] = method.name
        }
    }
}

extension CallContext {
    /// The same for calls that belong to no trace, because they go on for as long as somebody listens.
    public var untraced: CallContext {
        var context = self
        let place = traceparent.flatMap { TraceContext(traceparent: $0) } ?? .start()
        context.traceparent = place.sampled(false).traceparent
        return context
    }
}

/// A time that the product wrote down, for spans that are told of afterwards.
public struct WrittenTime: TracerInstant {
    public let nanosecondsSinceEpoch: UInt64

    /// - Parameter unixNanoseconds: as `WallClock` gives it; before 1970 counts as 1970.
    public init(_ unixNanoseconds: Int64) { nanosecondsSinceEpoch = UInt64(max(0, unixNanoseconds)) }

    public static func < (left: WrittenTime, right: WrittenTime) -> Bool {
        left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch
    }
}
