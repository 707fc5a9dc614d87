import Foundation
import LunaCore
import LunaStack
import LunaStore
import Testing

@Suite(.timeLimit(.minutes(5))) struct LocalPostgresTests {
    @Test func dataOutlivesStopKillAndASecondStart() async throws {
        let directory = "/tmp/luna-store-tests/\(TestServer.process)-local/deep/er"
        let first = try await LocalPostgres.start(directory: directory, logger: TestServer.quiet)
        let url = try await first.createDatabase("work")
        #expect(try await first.createDatabase("work") == url, "making it again does nothing")
        try await withStore(StoreConfiguration(url: url)) { store in
            try await store.executeOnce("CREATE TABLE t (a int)")
            try await store.execute("INSERT INTO t VALUES (1)")
            let settings = try await store.query(
                "SELECT current_setting('fsync') AS fsync, current_setting('listen_addresses') AS at"
            ).first
            #expect(try settings?.text("fsync") == "on")
            #expect(try settings?.text("at") == "127.0.0.1")
        }
        #expect(await first.stop() == 0)
        #expect(!first.isRunning)

        let second = try await LocalPostgres.start(
            directory: directory, options: .init(settings: ["work_mem": "5MB"]), logger: TestServer.quiet)
        #expect(second.port == first.port, "a free port is kept")
        #expect(second.password == first.password)
        await second.kill()
        try await second.restart()
        try await withStore(StoreConfiguration(url: second.url(database: "work"))) { store in
            let row = try await store.query("SELECT count(*) AS n, current_setting('work_mem') AS m FROM t").first
            #expect(try row?.int("n") == 1)
            #expect(try row?.text("m") == "5MB")
        }
        await second.stop()
    }

    @Test func secretsAreReadableByTheirOwnerOnlyAndPasswordsAreRequired() async throws {
        let server = try await TestServer.shared
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(server.directory)/password")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let bare = StoreConfiguration(url: "postgres://postgres@127.0.0.1:\(server.port)/postgres")
        #expect(await lunaError { try await Store.connect(bare, logger: TestServer.quiet) }.code == "store.refused")
        let socket = StoreConfiguration(
            url: "host=\(server.directory)/data port=\(server.port) user=postgres dbname=postgres")
        #expect(await lunaError { try await Store.connect(socket, logger: TestServer.quiet) }.code == "store.refused")
    }

    @Test func aServerThatCannotStartSaysWhy() async throws {
        let directory = "/tmp/luna-store-tests/\(TestServer.process)-broken"
        let error = await lunaError {
            try await LocalPostgres.start(
                directory: directory, options: .init(settings: ["shared_buffers": "nonsense"]), logger: TestServer.quiet
            )
        }
        #expect(error.code == "postgres.start_failed")
        #expect(error.details["log"]?.contains("shared_buffers") == true)
        #expect(
            await lunaError { try await LocalPostgres.start(directory: "relative", logger: TestServer.quiet) }.code
                == "postgres.init_failed")
    }

    @Test func databaseNamesAreChecked() async throws {
        let server = try await TestServer.shared
        #expect(await lunaError { try await server.createDatabase("x\"; DROP") }.code == "postgres.invalid_name")
    }
}
