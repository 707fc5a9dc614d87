import LunaCore
import LunaStore
import Testing

@Suite(.timeLimit(.minutes(5))) struct TransactionTests {
    private struct Stop: Error {}

    private func withTable<R>(
        _ adjust: (inout StoreConfiguration) -> Void = { _ in }, _ body: (Store) async throws -> R
    ) async throws -> R {
        try await withStore(adjust) { store in
            try await store.executeOnce("CREATE TABLE t (id bigint PRIMARY KEY, note text)")
            return try await body(store)
        }
    }

    private func expectRows(_ count: Int64, _ store: Store, _ location: SourceLocation = #_sourceLocation) async throws
    {
        let there = try await store.query("SELECT count(*) AS n FROM t").first?.int("n")
        #expect(there == count, sourceLocation: location)
    }

    @Test func commitsWhenTheBodyReturns() async throws {
        try await withTable { store in
            let got = try await store.transaction { transaction in
                try await transaction.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b')")
            }
            #expect(got == 2)
            try await expectRows(2, store)
        }
    }

    @Test func rollsBackWhenTheBodyThrows() async throws {
        try await withTable {
            $0.maxConnections = 1
        } _: { store in
            await #expect(throws: Stop.self) {
                try await store.transaction { transaction in
                    try await transaction.execute("INSERT INTO t VALUES (1, 'a')")
                    throw Stop()
                }
            }
            try await expectRows(0, store)
        }
    }

    @Test func anIgnoredErrorDoesNotLookLikeACommit() async throws {
        try await withTable { store in
            let error = await lunaError {
                try await store.transaction { transaction in
                    try await transaction.execute("INSERT INTO t VALUES (1, 'a')")
                    _ = try? await transaction.execute("INSERT INTO t VALUES (1, 'again')")
                }
            }
            #expect(error.code == "store.rolled_back")
            try await expectRows(0, store)
        }
    }

    @Test func aSavepointUndoesItsPartOnly() async throws {
        try await withTable { store in
            try await store.transaction { transaction in
                try await transaction.execute("INSERT INTO t VALUES (1, 'a')")
                let error = await lunaError {
                    try await transaction.savepoint { inner in
                        try await inner.execute("INSERT INTO t VALUES (2, 'b')")
                        try await inner.execute("INSERT INTO t VALUES (1, 'again')")
                    }
                }
                #expect(error.code == "store.conflict")
                try await transaction.execute("INSERT INTO t VALUES (3, 'c')")
            }
            let ids = try await store.query("SELECT id FROM t ORDER BY id").map { try $0.int("id") }
            #expect(ids == [1, 3])
        }
    }

    @Test func anEmptyBodyLeavesNothing() async throws {
        try await withTable {
            $0.maxConnections = 1
        } _: { store in
            try await store.transaction(tenant: .local) { _ in }
            let row = try await store.query(
                "SELECT current_setting('luna.tenant', true) AS tenant, pg_current_xact_id_if_assigned() IS NULL AS none"
            ).first
            #expect(try (row?.textIfPresent("tenant") ?? "") == "")
        }
    }

    @Test func theTransactionEndsWithItsClosure() async throws {
        try await withTable { store in
            let escaped = try await store.transaction { $0 }
            #expect(await lunaError { try await escaped.query("SELECT 1") }.code == "store.misuse")
        }
    }

    @Test func statementsOfSeveralTasksRunInOneTransaction() async throws {
        try await withTable { store in
            try await store.transaction(tenant: .local) { transaction in
                try await withThrowingTaskGroup(of: String.self) { group in
                    for id in 0..<50 {
                        group.addTask {
                            try await transaction.query(
                                "INSERT INTO t VALUES ($1, 'x') RETURNING pg_current_xact_id()::text || current_setting('luna.tenant') AS x",
                                [.int(id)]
                            ).first?.text("x") ?? ""
                        }
                    }
                    let seen = try await group.reduce(into: Set<String>()) { $0.insert($1) }
                    #expect(seen.count == 1)
                    #expect(seen.first?.hasSuffix("local") == true)
                }
            }
            try await expectRows(50, store)
        }
    }

    @Test func aPipelineWithAnErrorInTheMiddleDoesNothing() async throws {
        try await withTable {
            $0.maxConnections = 1
        } _: { store in
            let error = await lunaError {
                try await store.pipeline(
                    tenant: .local,
                    [
                        SQLStatement("INSERT INTO t VALUES ($1, 'a')", [1]),
                        SQLStatement("INSERT INTO t VALUES ($1, 'a')", [1]),
                        SQLStatement("INSERT INTO t VALUES ($1, 'never prepared before')", [2]),
                    ])
            }
            #expect(error.code == "store.conflict")
            #expect(error.details["sqlstate"] == "23505")
            #expect(error.details["constraint"] == "t_pkey")
            #expect(!error.isRetryable)
            try await expectRows(0, store)
            let rows = try await store.pipeline([
                SQLStatement("INSERT INTO t VALUES ($1, 'never prepared before')", [2]),
                SQLStatement("SELECT note FROM t WHERE id = $1", [2]), SQLStatement("DELETE FROM t"),
            ])
            #expect(rows.map(\.count) == [0, 1, 0])
            #expect(try rows[1].first?.text("note") == "never prepared before")
            #expect(
                try await store.executePipeline([
                    SQLStatement("INSERT INTO t VALUES (1), (2)"), SQLStatement("DELETE FROM t"),
                ]) == [2, 2])
        }
    }

    @Test func aLongPipelineThatFillsBothBuffersGoesThrough() async throws {
        try await withTable { store in
            let bulk = String(repeating: "x", count: 20_000)
            let statements = (0..<2000).map {
                SQLStatement("SELECT $1::bigint AS n, $2::text AS bulk", [.int($0), .text(bulk)])
            }
            let rows = try await store.pipeline(statements)
            #expect(rows.count == 2000)
            #expect(try rows[1999].first?.int("n") == 1999)
            #expect(try rows[1234].first?.text("bulk") == bulk)
        }
    }

    @Test func serializationFailuresAreRunAgainOnRequest() async throws {
        try await withTable { store in
            try await store.execute("INSERT INTO t SELECT 1, '0'")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<10 {
                            try await store.transaction(isolation: .serializable, attempts: 1000) { transaction in
                                let note =
                                    try await transaction.query("SELECT note FROM t WHERE id = 1").first?.text("note")
                                    ?? ""
                                try await transaction.execute(
                                    "UPDATE t SET note = $1 WHERE id = 1", [.text(String((Int(note) ?? 0) + 1))])
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await store.query("SELECT note FROM t").first?.text("note") == "40")
        }
    }

    @Test func aDeadlockIsARetryableConflict() async throws {
        try await withTable { store in
            try await store.execute("INSERT INTO t VALUES (1, ''), (2, '')")
            let gate = Gate(2)
            let errors = await withTaskGroup(of: LunaError?.self) { group in
                for (first, second) in [(1, 2), (2, 1)] {
                    group.addTask {
                        do {
                            try await store.transaction { transaction in
                                try await transaction.execute("UPDATE t SET note = 'x' WHERE id = $1", [.int(first)])
                                await gate.arrive()
                                try await transaction.execute("UPDATE t SET note = 'x' WHERE id = $1", [.int(second)])
                            }
                            return nil
                        } catch { return error as? LunaError }
                    }
                }
                return await group.reduce(into: [LunaError]()) { if let error = $1 { $0.append(error) } }
            }
            #expect(errors.count == 1)
            #expect(errors.first?.code == "store.conflict")
            #expect(errors.first?.isRetryable == true)
            #expect(errors.first?.details["kind"] == "deadlock")
        }
    }

    @Test func readOnlyRefusesToWrite() async throws {
        try await withTable { store in
            let error = await lunaError {
                try await store.transaction(readOnly: true) { try await $0.execute("INSERT INTO t VALUES (1)") }
            }
            #expect(error.details["sqlstate"] == "25006")
        }
    }
}

/// Lets tasks go on when `count` of them have arrived.
actor Gate {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []
    init(_ count: Int) { missing = count }
    func arrive() async {
        missing -= 1
        if missing <= 0 {
            for continuation in waiting { continuation.resume() }
            waiting = []
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }
}
