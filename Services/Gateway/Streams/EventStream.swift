import HTTPTypes
import Hummingbird
import Logging
import LunaCore
import NIOCore
import ServiceLifecycle

/// One server-sent event (WHATWG HTML, section 9.2).
struct ServerSentEvent: Sendable {
    var id: String?
    var type: String
    var data: JSONValue

    /// Compact JSON holds no line ends, so that the data are always one line.
    func write(to buffer: inout ByteBuffer) {
        if let id { buffer.writeString("id: \(id)\n") }
        buffer.writeString("event: \(type)\ndata: ")
        buffer.writeBytes(data.serialized())
        buffer.writeString("\n\n")
    }
}

/// Where a stream reads: pages of events after the last one given.
protocol EventSource: Sendable {
    /// The next page; may be empty.
    mutating func next() async throws -> EventPage
}

/// What a source has at the moment.
struct EventPage: Sendable {
    var events: [ServerSentEvent] = []
    /// There is more to read at once.
    var hasMore = false
    /// Nothing will follow; the client is told.
    var isLast = false
}

/// Answers with a stream of server-sent events.
enum EventStream {
    /// - Parameters:
    ///   - listener: made before `first` was read, so that nothing falls between.
    ///   - first: the first page; it was read before the answer begins, so that its errors are ordinary problems.
    static func response(
        _ call: Call, listener: EventWakeups.Listener, first: EventPage, source: some EventSource, logger: Logger
    ) -> Response {
        let guarded = GuardedWriter(channel: call.channel)
        let heartbeat = call.heartbeat
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                var pump = Pump(guarded: guarded, heartbeat: heartbeat, logger: logger)
                try await withGracefulShutdownHandler {
                    try await pump.run(first, source, listener, &writer)
                } onGracefulShutdown: {
                    listener.finish()
                    guarded.closeSoon()
                }
                try await writer.finish(nil)
            })
    }

    /// Carries pages from a source to a client, no faster than the client takes them.
    private struct Pump {
        let guarded: GuardedWriter
        let heartbeat: Duration
        let logger: Logger
        var buffer = ByteBuffer()
        var lastWrite = ContinuousClock.now

        mutating func run(
            _ first: EventPage, _ source: some EventSource, _ listener: EventWakeups.Listener,
            _ writer: inout any ResponseBodyWriter
        ) async throws {
            var source = source
            var page = first
            var news = listener.wakeups.makeAsyncIterator()
            buffer.writeString("retry: 1000\n\n")
            while true {
                for event in page.events {
                    event.write(to: &buffer)
                    if buffer.readableBytes >= 64 << 10 { try await flush(&writer) }
                }
                if ContinuousClock.now - lastWrite >= heartbeat, buffer.readableBytes == 0 {
                    buffer.writeString(": alive\n\n")
                }
                try await flush(&writer)
                if page.isLast { return }
                if !page.hasMore {
                    guard await news.next() != nil else {
                        buffer.writeString(": the gateway is being stopped\n\n")
                        return try await flush(&writer)
                    }
                }
                do {
                    page = try await source.next()
                } catch {
                    page = try ending(error)
                }
            }
        }

        /// What cannot be read now can be read at a later wake-up; any other error is told, and ends the stream.
        private func ending(_ error: any Error) throws -> EventPage {
            if error is CancellationError { throw error }
            let problem = Problem.wrapping(error)
            guard !problem.error.isRetryable else {
                logger.debug("a stream waits for its source", metadata: ["error": "\(problem.error)"])
                return EventPage()
            }
            logger.notice("a stream ends", metadata: ["error": "\(error)"])
            let event = ServerSentEvent(type: "error", data: problem.document(instance: "", requestID: ""))
            return EventPage(events: [event], isLast: true)
        }

        private mutating func flush(_ writer: inout any ResponseBodyWriter) async throws {
            guard buffer.readableBytes > 0 else { return }
            try await guarded.write(buffer, to: &writer)
            buffer = ByteBuffer()
            lastWrite = .now
        }
    }
}
