import Glibc
import Logging
import LunaBus
import LunaCore
import LunaStore
import Testing

@testable import LunaStack

/// The real nats-server and PostgreSQL, as `luna up` starts them.
@Suite(.timeLimit(.minutes(5))) struct ServerTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func busAndStoreAreUpAndKeepWhatTheyHold() async throws {
        let stack = try StandInStack(
            [ServiceSpec(name: "gateway", needs: ["nats-server", "postgres"], isGateway: true)], servers: true)
        let report = try await stack.up()
        #expect(Set(report.started) == ["nats-server", "postgres", "gateway"])

        let bus = try await Bus.connect(try stack.stack.busConfiguration(), logger: logger)
        try await bus.ensure(StreamDefinition(name: "KEEP", subjects: ["keep.>"]))
        // Larger than the usual limit of 1 MB, which our own stack raises.
        let big = [UInt8](repeating: 7, count: 3 << 20)
        _ = try await bus.publishDurable(OutgoingMessage(subject: "keep.it", body: big))
        await bus.drain(deadline: .seconds(5))

        let url = try #require(Files.text(report.databaseURLFile))
        var status = stat()
        try #require(stat(report.databaseURLFile, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        var store = try await Store.connect(StoreConfiguration(url: url), logger: logger)
        let who = try await store.query(
            "SELECT current_database() AS base, rolsuper FROM pg_roles WHERE rolname = current_user")
        #expect(try who[0].text("base") == "luna")
        #expect(try who[0].bool("rolsuper") == false)
        _ = try await store.query("CREATE SCHEMA kept")
        _ = try await store.query("CREATE TABLE kept.it AS SELECT 42::bigint AS answer")
        await store.close()

        try await stack.down()
        let again = try await stack.up()
        #expect(again.natsURL == report.natsURL)
        let second = try await Bus.connect(try stack.stack.busConfiguration(), logger: logger)
        #expect(try await second.streamInfo("KEEP").messages == 1)
        await second.drain(deadline: .seconds(5))
        store = try await Store.connect(
            StoreConfiguration(url: try #require(Files.text(again.databaseURLFile))), logger: logger)
        #expect(try await store.query("SELECT answer FROM kept.it")[0].int("answer") == 42)
        await store.close()

        let statuses = try await stack.stack.status()
        #expect(statuses.map(\.name) == ["nats-server", "postgres", "gateway"])
        #expect(statuses.allSatisfy { $0.state == .ready })

        // Killed without warning, they come back with everything.
        for name in ["nats-server", "postgres"] {
            let process = try #require(try stack.state().instances[name]?.process)
            process.signal(SIGKILL)
            #expect(await process.waitForEnd(.seconds(20)))
        }
        #expect(Set(try await stack.up().started) == ["nats-server", "postgres"])

        try await stack.stack.down(removingData: true)
        let left = Set(Files.names(in: stack.configuration.directory))
        #expect(left.isDisjoint(with: ["nats", "postgres", "data"]))
    }

    @Test func serversOfSomebodyElseAreUsedAndLeftAlone() async throws {
        let place = try TemporaryDirectory()
        let nats = LocalNATS(.init(directory: "\(place.path)/nats"))
        try await nats.start()
        let postgres = try await LocalPostgres.start(
            directory: "\(place.path)/pg", options: .init(fsync: false), logger: logger)
        let database = try await postgres.createDatabase("theirs")
        let stack = try StandInStack(
            [ServiceSpec(name: "base", needs: ["nats-server", "postgres"])], servers: true
        ) {
            $0.natsURL = "nats://127.0.0.1:\(nats.port)"
            $0.databaseURL = database
        }
        #expect(try await stack.up().started == ["base"])
        #expect(try await stack.stack.status().map(\.state) == [.external, .external, .ready])
        // A password is never shown.
        let shown = stack.order { if case .external(_, let detail) = $0 { detail } else { nil } }
        #expect(shown.count == 2 && shown.allSatisfy { !$0.contains(postgres.password) })
        try await stack.down()
        #expect(nats.pid != nil)
        #expect(postgres.isRunning)

        await nats.stop()
        let error = await #expect(throws: LunaError.self) { try await stack.up() }
        #expect(error?.message.contains("NATS_URL") == true)
        await postgres.stop()
    }
}

@Suite struct FilesTests {
    @Test func removingADirectoryDoesNotFollowLinks() throws {
        let place = try TemporaryDirectory()
        try Files.makeDirectory("\(place.path)/outside")
        try Files.write([1], to: "\(place.path)/outside/precious")
        try Files.makeDirectory("\(place.path)/doomed/deep")
        try #require(symlink("\(place.path)/outside", "\(place.path)/doomed/deep/link") == 0)
        try Files.remove("\(place.path)/doomed")
        #expect(!Files.exists("\(place.path)/doomed"))
        #expect(Files.read("\(place.path)/outside/precious") == [1])
    }

    @Test func pathsAreTidied() {
        #expect(Files.absolute("/a//b/./c/../d") == "/a/b/d")
        #expect(Files.absolute("x") == "\(Files.currentDirectory)/x")
    }

    @Test func theTailOfAFile() throws {
        let place = try TemporaryDirectory()
        try Files.write(Array("one\ntwo\nthree\n".utf8), to: "\(place.path)/log")
        #expect(Files.tail("\(place.path)/log", lines: 2) == ["two", "three"])
        #expect(Files.tail("\(place.path)/nothing", lines: 2).isEmpty)
    }
}
