import AsyncHTTPClient
import Logging
import LunaCore
import Metrics
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// Sends spans to a collector: OTLP/HTTP with JSON (OpenTelemetry Protocol 1.x), in batches, every second or sooner.
///
/// What cannot be sent is tried again for half a minute where the protocol says so (429, 502, 503, 504, no connection), honouring
/// `Retry-After`; then it is dropped and counted (`luna_trace_spans_dropped_total`). At the end what is left is sent once.
struct SpanExporter: Service {
    let queue: SpanQueue
    let endpoint: TraceEndpoint
    let resource: OTLPSpans.Resource
    let logger: Logger

    private static let pause = Duration.seconds(1)
    private static let patience = Duration.seconds(30)
    private let sent = Counter(label: "luna_trace_spans_sent_total")

    init(queue: SpanQueue, endpoint: TraceEndpoint, resource: OTLPSpans.Resource, logger: Logger) {
        self.queue = queue
        self.endpoint = endpoint
        self.resource = resource
        self.logger = logger
    }

    /// Its own requests are not traced. Lives as long as the process.
    private static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(5)
        configuration.tracing.tracer = nil
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in queue.wakeUps {
                // Gathers what comes within a second, unless it is much.
                if !queue.isFull { try? await Task.sleep(for: Self.pause) }
                while !Task.isCancelled {
                    let spans = queue.take()
                    if spans.isEmpty { break }
                    await send(spans, patience: Self.patience)
                }
                if Task.isCancelled { break }
            }
        }
        // Of a task of its own: this one may have been cancelled, and what was recorded last is often what is looked for.
        await Task {
            while true {
                let spans = queue.take()
                if spans.isEmpty { return }
                guard await send(spans, patience: .zero) else { return }
            }
        }.value
    }

    /// - Returns: whether the collector has them.
    @discardableResult
    private func send(_ spans: [FinishedSpan], patience: Duration) async -> Bool {
        let body = ByteBuffer(bytes: OTLPSpans.request(spans, resource))
        let deadline = ContinuousClock.now + patience
        var pause = Self.pause
        while true {
            switch await post(body) {
            case .taken(let rejected):
                sent.increment(by: max(0, spans.count - rejected))
                if rejected > 0 { queue.drop(rejected) }
                return true
            case .refused(let why):
                logger.warning("traces are refused", metadata: ["spans": "\(spans.count)", "why": "\(why)"])
                queue.drop(spans.count)
                return false
            case .later(let why, let wanted):
                let wait = max(pause, wanted ?? .zero)
                if ContinuousClock.now + wait >= deadline {
                    logger.warning("traces were not sent", metadata: ["spans": "\(spans.count)", "why": "\(why)"])
                    queue.drop(spans.count)
                    return false
                }
                try? await Task.sleep(for: wait)
                if Task.isCancelled {
                    // Asked to stop in the middle of it: the last round tries once more.
                    queue.putBack(spans)
                    return false
                }
                pause = min(pause * 2, .seconds(10))
            }
        }
    }

    private enum Answer {
        case taken(rejected: Int)
        case refused(String)
        case later(String, after: Duration?)
    }

    private func post(_ body: ByteBuffer) async -> Answer {
        var request = HTTPClientRequest(url: endpoint.url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "User-Agent", value: "luna/\(resource.version)")
        for (name, value) in endpoint.headers { request.headers.add(name: name, value: value) }
        request.body = .bytes(body)
        do {
            let response = try await Self.http.execute(request, timeout: .seconds(10))
            let text = try await response.body.collect(upTo: 64 << 10)
            switch response.status.code {
            case 200..<300: return .taken(rejected: Self.rejected(Array(text.readableBytesView)))
            case 429, 502, 503, 504:
                let wanted = response.headers.first(name: "Retry-After").flatMap(Int64.init)
                return .later("status \(response.status.code)", after: wanted.map { .seconds(max(0, $0)) })
            default: return .refused("status \(response.status.code)")
            }
        } catch {
            return .later("\(error)", after: nil)
        }
    }

    /// The number of spans that a partial success leaves out. 64-bit numbers are strings in protobuf's JSON.
    private static func rejected(_ body: [UInt8]) -> Int {
        guard let value = (try? JSONParser.parse(body))?["partialSuccess"]?["rejectedSpans"] else { return 0 }
        return value.stringValue.flatMap(Int.init) ?? value.intValue.map(Int.init) ?? 0
    }
}
