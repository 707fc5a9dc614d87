import Logging
import LunaCore
import LunaStore
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct NotificationTests {
    @Test func whatIsSentAfterListeningArrivesInOrder() async throws {
        try await withStore { store in
            let subscription = try await store.listen("Odd \"name\"")
            let other = try await store.listen("other")
            for number in 0..<100 {
                _ = try await store.query("SELECT pg_notify('Odd \"name\"', $1)", [.text("\(number)")])
            }
            _ = try await store.query("SELECT pg_notify('other', 'x')")
            var got: [ChannelEvent] = []
            for await event in subscription {
                got.append(event)
                if got.count == 100 { break }
            }
            #expect(got == (0..<100).map { .notification(payload: "\($0)") })
            var iterator = other.makeAsyncIterator()
            #expect(await iterator.next() == .notification(payload: "x"))
        }
    }

    @Test func aLostConnectionShowsAsAGapAndListeningGoesOn() async throws {
        try await withStore { store in
            let subscription = try await store.listen("news")
            var iterator = subscription.makeAsyncIterator()
            _ = try await store.query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
            )
            #expect(await iterator.next() == .gap)
            _ = try await store.query("SELECT pg_notify('news', 'again')")
            #expect(await iterator.next() == .notification(payload: "again"))
        }
    }

    @Test func aSlowReaderGetsAGapInsteadOfAnEndlessQueue() async throws {
        try await withStore { store in
            let subscription = try await store.listen("news", capacity: 10)
            let control = try await store.listen("control")
            for number in 0..<50 { _ = try await store.query("SELECT pg_notify('news', $1)", [.text("\(number)")]) }
            _ = try await store.query("SELECT pg_notify('control', '')")
            var done = control.makeAsyncIterator()
            _ = await done.next()
            var iterator = subscription.makeAsyncIterator()
            #expect(await iterator.next() == .gap)
            _ = try await store.query("SELECT pg_notify('news', 'fresh')")
            #expect(await iterator.next() == .notification(payload: "fresh"))
        }
    }

    @Test func closingTheStoreEndsTheSequence() async throws {
        let store = try await Store.connect(
            StoreConfiguration(url: try await TestServer.database()), logger: TestServer.quiet)
        let subscription = try await store.listen("news")
        let reader = Task {
            for await _ in subscription {}
            return true
        }
        await store.close()
        #expect(await reader.value)
        #expect(await lunaError { try await store.listen("news") }.code == "store.closed")
    }

    @Test func noticesGoToTheLogger() async throws {
        let recorder = Recorder()
        let logger = Logger(label: "test") { _ in recorder }
        try await withStore(logger: logger) { store in
            try await store.executeOnce("DO $$ BEGIN RAISE WARNING 'mind the step'; RAISE NOTICE 'by the way'; END $$")
        }
        let lines = recorder.lines.withLock { $0 }
        #expect(lines.contains { $0.0 == .warning && $0.1.contains("mind the step") })
        #expect(lines.contains { $0.0 == .info && $0.1.contains("by the way") })
    }

    private final class Recorder: LogHandler {
        let lines = Mutex<[(Logger.Level, String)]>([])
        var metadata: Logger.Metadata {
            get { [:] }
            set {}
        }
        var logLevel: Logger.Level {
            get { .trace }
            set {}
        }
        subscript(metadataKey _: String) -> Logger.Metadata.Value? {
            get { nil }
            set {}
        }
        func log(event: LogEvent) {
            lines.withLock { $0.append((event.level, "\(event.message) \(event.metadata ?? [:])")) }
        }
    }
}
