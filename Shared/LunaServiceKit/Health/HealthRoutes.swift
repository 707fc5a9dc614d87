import HTTPTypes
import Hummingbird
import LunaCore
import LunaPrivacy
import NIOCore

/// The endpoints that every service has, for any Hummingbird router (a service with an HTTP API of its own may add them
/// there as well): `/livez`, `/healthz`, `/readyz`, `/metrics`.
public struct HealthRoutes: Sendable {
    private let name: String
    private let version: String
    private let instance: String
    private let readiness: Readiness
    private let metrics: PrometheusRegistry

    /// - Parameters:
    ///   - name: the service's name.
    ///   - version: the service's version.
    ///   - instance: the name of this instance.
    ///   - readiness: what `/readyz` asks.
    ///   - metrics: what `/metrics` shows.
    public init(name: String, version: String, instance: String, readiness: Readiness, metrics: PrometheusRegistry) {
        self.name = name
        self.version = version
        self.instance = instance
        self.readiness = readiness
        self.metrics = metrics
    }

    /// Adds the endpoints to `router`.
    public func add(to router: some RouterMethods<some RequestContext>) {
        // Alive means that the process answers; dependencies belong to /readyz, or an outage would restart everything.
        router.get("/livez") { _, _ in json(.ok, alive) }
        router.get("/healthz") { _, _ in json(.ok, alive) }
        router.get("/readyz") { _, _ in
            let report = await readiness.evaluate()
            return json(report.isReady ? .ok : .serviceUnavailable, describe(report))
        }
        router.get("/metrics") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.render())))
        }
    }

    private var identity: [String: JSONValue] {
        ["service": .string(name), "version": .string(version), "instance": .string(instance)]
    }

    private var alive: JSONValue { .object(identity.merging(["status": "alive"]) { _, new in new }) }

    private func describe(_ report: ReadinessReport) -> JSONValue {
        var members = identity
        members["status"] = .string(report.status)
        if let waiting = report.waitingFor { members["waiting_for"] = .string(waiting) }
        let redactor = DefaultLogRedactor()
        members["checks"] = .array(
            report.checks.map { check in
                var entry: [String: JSONValue] = [
                    "name": .string(check.name), "state": .string(check.state.rawValue),
                    "latency_ms": .number(JSONNumber(Double(check.latency.microseconds / 10) / 100)),
                ]
                if let code = check.code { entry["code"] = .string(code) }
                // Reasons come from drivers, which like to quote connection strings.
                if let reason = check.reason { entry["reason"] = .string(redactor.redact(reason).text) }
                return .object(entry)
            })
        return .object(members)
    }

    private func json(_ status: HTTPResponse.Status, _ value: JSONValue) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.serialized() + [UInt8(ascii: "\n")])))
    }
}

extension Duration {
    /// Whole microseconds.
    var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
