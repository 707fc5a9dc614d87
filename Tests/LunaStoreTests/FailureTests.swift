import LunaCore
import LunaStack
import LunaStore
import Testing

@Suite(.timeLimit(.minutes(5))) struct FailureTests {
    private func pid(_ store: Store) async throws -> Int64 {
        try #require(try await store.query("SELECT pg_backend_pid() AS pid").first?.int("pid"))
    }

    /// Waits until a statement with `marker` in it runs on the server, and returns its process.
    private func running(_ marker: String, _ observer: Store) async throws -> Int64 {
        var found: Int64?
        try await eventually {
            found = try await observer.query(
                "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%' || $1 || '%' AND pid <> pg_backend_pid()",
                [.text(marker)]
            ).first?.int("pid")
            return found != nil
        }
        return try #require(found)
    }

    private func terminate(_ pid: Int64, _ observer: Store) async throws {
        _ = try await observer.query("SELECT pg_terminate_backend($1::int)", [.int(pid)])
        try await eventually {
            try await observer.query("SELECT 1 FROM pg_stat_activity WHERE pid = $1", [.int(pid)]).isEmpty
        }
    }

    @Test func everySQLStateHasItsError() async throws {
        try await withStore { store in
            try await store.executeOnce("CREATE TABLE a (id int PRIMARY KEY, n int NOT NULL CHECK (n > 0))")
            try await store.executeOnce("CREATE TABLE b (a int REFERENCES a)")
            func of(_ sql: String) async -> LunaError { await lunaError { try await store.query(sql) } }
            let unique = await of("INSERT INTO a VALUES (1, 1), (1, 2)")
            #expect(unique.code == "store.conflict")
            #expect(unique.details["kind"] == "unique")
            #expect(await of("INSERT INTO b VALUES (7)").code == "store.reference")
            let null = await of("INSERT INTO a VALUES (1, NULL)")
            #expect(null.code == "store.invalid")
            #expect(null.details["column"] == "n")
            #expect(await of("INSERT INTO a VALUES (1, -1)").details["constraint"] == "a_n_check")
            let secret = await of("SELECT 'hunter2'::int")
            #expect(secret.code == "store.invalid")
            #expect(!secret.description.contains("hunter2"), "values do not get into messages")
            #expect(await of("SELEC 1").code == "store.failed")
            #expect(await of("SELECT * FROM nowhere").message.contains("nowhere"))
            func raised(_ state: String) async -> LunaError {
                await of("DO $$ BEGIN RAISE EXCEPTION 'told so' USING ERRCODE = '\(state)'; END $$")
            }
            #expect(await raised("P0001").message == "told so")
            #expect(await raised("53100").code == "store.disk_full")
            #expect(await raised("53300").code == "store.too_many_connections")
            #expect(await raised("40001").isRetryable)
            #expect(await raised("08006").code == "store.unavailable")
            #expect(await raised("42501").errorClass == .permission)
            #expect(await raised("XX000").code == "store.failed")
        }
    }

    @Test func aStatementPastItsDeadlineIsCancelledOnTheServer() async throws {
        try await withStore {
            $0.maxConnections = 1
        } _: { store in
            let before = try await pid(store)
            let error = await lunaError { try await store.query("SELECT pg_sleep(60)", timeout: .milliseconds(100)) }
            #expect(error.code == "store.timeout")
            #expect(error.errorClass == .timeout)
            let after = try await pid(store)
            #expect(after == before, "the connection survives")
        }
    }

    @Test func aTransactionGoesOnToRollBackAfterATimeout() async throws {
        try await withStore {
            $0.maxConnections = 1
        } _: { store in
            try await store.executeOnce("CREATE TABLE t (a int)")
            let error = await lunaError {
                try await store.transaction { transaction in
                    try await transaction.execute("INSERT INTO t VALUES (1)")
                    try await transaction.execute("SELECT pg_sleep(60)", timeout: .milliseconds(50))
                }
            }
            #expect(error.code == "store.timeout")
            #expect(try await store.query("SELECT * FROM t").isEmpty)
        }
    }

    @Test func cancellingATaskCancelsItsStatement() async throws {
        try await withStore {
            $0.maxConnections = 2
        } _: { store in
            try await withStore(StoreConfiguration(url: store.configuration.url)) { observer in
                let task = Task { try await store.query("SELECT pg_sleep(60), 'cancel me'") }
                let victim = try await running("cancel me", observer)
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                let rows = try await observer.query("SELECT state FROM pg_stat_activity WHERE pid = $1", [.int(victim)])
                #expect(try rows.first?.text("state") == "idle")
                // Late cancellations must not hit the next statement.
                for _ in 0..<100 { _ = try await store.query("SELECT 1") }
            }
        }
    }

    @Test func cancellationsAtAnyMomentHurtNobodyElse() async throws {
        try await withStore {
            $0.maxConnections = 2
        } _: { store in
            try await store.executeOnce("CREATE TABLE t (id bigint PRIMARY KEY)")
            for round in 0..<150 {
                let task = Task {
                    try await store.transaction { transaction in
                        try await transaction.execute("INSERT INTO t VALUES ($1)", [.int(round)])
                        _ = try await transaction.query("SELECT pg_sleep(0.001)")
                    }
                }
                for _ in 0..<(round % 20) { await Task.yield() }
                task.cancel()
                let ended = await task.result
                let there = try await store.query("SELECT 1 FROM t WHERE id = $1", [.int(round)]).count
                if case .success = ended { #expect(there == 1) } else { #expect(there == 0) }
            }
            #expect(store.counts.leased == 0)
        }
    }

    @Test func aTaskThatIsCancelledBeforeDoesNothing() async throws {
        try await withStore { store in
            try await store.executeOnce("CREATE TABLE t (a int)")
            let task = Task {
                try? await Task.sleep(for: .seconds(60))
                return try await store.execute("INSERT INTO t VALUES (1)")
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await store.query("SELECT * FROM t").isEmpty)
        }
    }

    @Test func anExhaustedPoolSaysBusyAndRecovers() async throws {
        try await withStore {
            $0.maxConnections = 1
            $0.leaseTimeout = .milliseconds(100)
        } _: { store in
            try await store.transaction { transaction in
                _ = try await transaction.query("SELECT 1")
                let error = await lunaError { try await store.query("SELECT 1") }
                #expect(error.code == "store.busy")
                #expect(error.errorClass == .resource)
                #expect(error.isRetryable)
            }
            #expect(try await store.query("SELECT 1::bigint AS n").first?.int("n") == 1)
        }
    }

    @Test func aCrowdIsRefusedAtOnceAndTheRestIsServed() async throws {
        try await withStore {
            $0.maxConnections = 1
            $0.maxWaiting = 3
            $0.leaseTimeout = .seconds(240)
        } _: { store in
            let waiting = try await store.transaction { transaction in
                _ = try await transaction.query("SELECT 1")
                let tasks = (0..<3).map { number in
                    Task { try await store.query("SELECT $1 AS n", [.int(number)]).first?.int("n") }
                }
                try await eventually { store.counts.waiting == 3 }
                #expect(await lunaError { try await store.query("SELECT 1") }.code == "store.busy")
                return tasks
            }
            for (number, task) in waiting.enumerated() {
                let answer = try await task.value
                #expect(answer == Int64(number))
            }
        }
    }

    @Test func closingDoesNotWaitForEverForThoseWhoHoldAConnection() async throws {
        let store = try await Store.connect(
            StoreConfiguration(url: try await TestServer.database()), logger: TestServer.quiet)
        let (held, hold) = AsyncStream.makeStream(of: Void.self)
        let (closed, signal) = AsyncStream.makeStream(of: Void.self)
        let holder = Task {
            await lunaError {
                try await store.transaction { transaction in
                    _ = try await transaction.query("SELECT 1")
                    hold.yield()
                    for await _ in closed { break }
                    _ = try await transaction.query("SELECT 1")
                }
            }
        }
        for await _ in held { break }
        await store.close(grace: .milliseconds(50))
        signal.yield()
        #expect(await holder.value.code == "store.unavailable")
    }

    @Test func aWaitingTaskCanBeCancelled() async throws {
        try await withStore {
            $0.maxConnections = 1
        } _: { store in
            try await store.transaction { transaction in
                _ = try await transaction.query("SELECT 1")
                let waiter = Task { try await store.query("SELECT 1") }
                try await eventually { store.counts.waiting == 1 }
                waiter.cancel()
                await #expect(throws: CancellationError.self) { try await waiter.value }
                #expect(store.counts.waiting == 0)
            }
        }
    }

    @Test func aBackendThatIsTerminatedBetweenStatementsIsReplacedUnnoticed() async throws {
        try await withStore {
            $0.maxConnections = 1
        } _: { store in
            try await withStore(StoreConfiguration(url: store.configuration.url)) { observer in
                try await store.executeOnce("CREATE TABLE t (a int)")
                for _ in 0..<20 {
                    let victim = try await pid(store)
                    try await terminate(victim, observer)
                    try await store.execute("INSERT INTO t VALUES (1)")
                    let replacement = try await pid(store)
                    #expect(replacement != victim)
                }
                #expect(try await store.query("SELECT count(*) AS n FROM t").first?.int("n") == 20)
            }
        }
    }

    @Test func aBackendThatIsTerminatedDuringAStatementIsUnavailableAndNotSentAgain() async throws {
        try await withStore {
            $0.maxConnections = 1
        } _: { store in
            try await withStore(StoreConfiguration(url: store.configuration.url)) { observer in
                try await store.executeOnce("CREATE SEQUENCE tries")
                let task = Task {
                    await lunaError { try await store.query("SELECT nextval('tries'), pg_sleep(60), 'kill me'") }
                }
                let victim = try await running("kill me", observer)
                try await terminate(victim, observer)
                let error = await task.value
                #expect(error.code == "store.unavailable")
                #expect(error.errorClass == .network)
                #expect(error.isRetryable)
                #expect(error.details["outcome"] == "unknown")
                #expect(try await store.query("SELECT last_value FROM tries").first?.int("last_value") == 1)
            }
        }
    }

    @Test func aTransactionWhoseBackendIsTerminatedFailsAsAWhole() async throws {
        try await withStore {
            $0.maxConnections = 1
        } _: { store in
            try await withStore(StoreConfiguration(url: store.configuration.url)) { observer in
                try await store.executeOnce("CREATE TABLE t (a int)")
                for step in 0..<2 {
                    let error = await lunaError {
                        try await store.transaction { transaction in
                            try await transaction.execute("INSERT INTO t VALUES (1)")
                            let victim =
                                try await transaction.query("SELECT pg_backend_pid() AS pid").first?.int("pid") ?? 0
                            try await terminate(victim, observer)
                            if step == 1 { try await transaction.execute("INSERT INTO t VALUES (2)") }
                        }
                    }
                    #expect(error.code == "store.unavailable")
                    #expect(error.details["outcome"] == "not_sent")
                }
                #expect(try await store.query("SELECT * FROM t").isEmpty)
            }
        }
    }

    @Test func aServerThatStandsStillIsGivenUp() async throws {
        let server = try await LocalPostgres.start(
            directory: "/tmp/luna-store-tests/\(TestServer.process)-frozen", options: .init(fsync: false),
            logger: TestServer.quiet)
        try await withStore(
            StoreConfiguration(url: server.url(), maxConnections: 1, cancelGrace: .milliseconds(200))
        ) { store in
            let victim = try await pid(store)
            _ = try await store.query("SELECT 1")
            TestServer.signal(Int32(victim), .stop)
            let error = await lunaError { try await store.query("SELECT 1", timeout: .milliseconds(200)) }
            TestServer.signal(Int32(victim), .resume)
            #expect(error.code == "store.timeout")
            let replacement = try await pid(store)
            #expect(replacement != victim)
        }
        await server.kill()
    }

    @Test func aServerThatIsKilledAndRestartedUnderLoadLosesNothingThatWasConfirmed() async throws {
        let server = try await LocalPostgres.start(
            directory: "/tmp/luna-store-tests/\(TestServer.process)-crash", options: .init(), logger: TestServer.quiet)
        var configuration = StoreConfiguration(url: server.url(), maxConnections: 4)
        configuration.leaseTimeout = .seconds(60)
        try await withStore(configuration) { store in
            try await store.executeOnce("CREATE TABLE t (id bigint PRIMARY KEY)")
            let log = Outcomes()
            let load = Task {
                await withTaskGroup(of: Void.self) { group in
                    for worker in 0..<8 {
                        group.addTask {
                            var number = worker
                            while !Task.isCancelled {
                                do {
                                    try await store.execute("INSERT INTO t VALUES ($1)", [.int(number)])
                                    await log.confirmed(number)
                                } catch let error as LunaError where error.code == "store.unavailable" {
                                    await log.failed(number, error.details["outcome"] ?? "")
                                } catch is CancellationError {
                                    return
                                } catch {
                                    await log.unexpected(error)
                                }
                                number += 8
                            }
                        }
                    }
                }
            }
            defer { load.cancel() }
            for _ in 0..<3 {
                let before = await log.count
                try await eventually { await log.count > before + 50 }
                await server.kill()
                try await server.restart()
            }
            let before = await log.count
            try await eventually { await log.count > before + 50 }
            load.cancel()
            await load.value
            let there = Set(try await store.query("SELECT id FROM t").map { try $0.int("id") })
            let confirmed = await log.confirmedNumbers
            #expect(confirmed.isSubset(of: there), "confirmed, but lost: \(confirmed.subtracting(there))")
            let notSent = await log.notSent
            #expect(there.isDisjoint(with: notSent), "said to be not sent, but there: \(there.intersection(notSent))")
            let surprises = await log.surprises
            #expect(surprises == [])
        }
        await server.stop()
    }

    private actor Outcomes {
        var confirmedNumbers: Set<Int64> = []
        var notSent: Set<Int64> = []
        var surprises: [String] = []
        var count: Int { confirmedNumbers.count }
        func confirmed(_ number: Int) { confirmedNumbers.insert(Int64(number)) }
        func failed(_ number: Int, _ outcome: String) { if outcome == "not_sent" { notSent.insert(Int64(number)) } }
        func unexpected(_ error: any Error) { surprises.append("\(error)") }
    }

    @Test func aWrongAddressIsSaidAtOnce() async throws {
        let server = try await TestServer.shared
        let wrong = StoreConfiguration(url: server.url(user: "postgres", password: "wrong", database: "postgres"))
        let refused = await lunaError { try await Store.connect(wrong, logger: TestServer.quiet) }
        #expect(refused.code == "store.refused")
        #expect(!refused.description.contains("wrong@"))
        var absent = StoreConfiguration(url: "postgres://u@127.0.0.1:1/x")
        absent.startTimeout = .milliseconds(300)
        let away = await lunaError { try await Store.connect(absent, logger: TestServer.quiet) }
        #expect(away.code == "store.unavailable")
        #expect(away.details["outcome"] == "not_sent")
    }

    @Test func aClosedStoreSaysSo() async throws {
        let store = try await Store.connect(
            StoreConfiguration(url: try await TestServer.database()), logger: TestServer.quiet)
        await store.close()
        #expect(await lunaError { try await store.query("SELECT 1") }.code == "store.closed")
        await store.close()
    }

    @Test func copyIsRefusedAndDoesNotHang() async throws {
        try await withStore {
            $0.maxConnections = 1
        } _: { store in
            try await store.executeOnce("CREATE TABLE t (a int)")
            _ = await lunaError { try await store.query("COPY t FROM STDIN") }
            #expect(try await store.query("SELECT * FROM t").isEmpty)
        }
    }
}
