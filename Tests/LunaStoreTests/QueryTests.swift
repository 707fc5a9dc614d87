import LunaCore
import LunaStore
import Testing

@Suite(.timeLimit(.minutes(5))) struct QueryTests {
    @Test func everyKindOfValueComesBackAsItWent() async throws {
        try await withStore { store in
            let row = try #require(
                try await store.query(
                    """
                    SELECT $1::text AS t, $2 AS i, $3 AS d, $4 AS b, $5 AS y, $6 AS j, $7 AS at, $8 AS ta, $9 AS ia, $10 AS ya, $11::text AS n
                    """,
                    [
                        "grüße, 世界 🌍", .int(.min), 1.5, true, .bytes([0, 1, 255]), .json(#"{"a":[1,2]}"#),
                        .timestamp(1_700_000_000_123_456_789), .textArray(["a", "", "ü\"{},"]),
                        .intArray([1, -2, .max]),
                        .bytesArray([[], [0]]), nil,
                    ]
                ).first)
            #expect(try row.text("t") == "grüße, 世界 🌍")
            #expect(try row.int("i") == .min)
            #expect(try row.double("d") == 1.5)
            #expect(try row.bool("b"))
            #expect(try row.bytes("y") == [0, 1, 255])
            #expect(try row.text("j") == #"{"a": [1, 2]}"#)
            #expect(try row.timestamp("at") == 1_700_000_000_123_456_000, "PostgreSQL keeps microseconds")
            #expect(try row.textArray("ta") == ["a", "", "ü\"{},"])
            #expect(try row.intArray("ia") == [1, -2, .max])
            #expect(try row.bytesArray("ya") == [[], [0]])
            #expect(try row.isNull("n"))
            #expect(try row.textIfPresent("n") == nil)
            #expect(try row.text(0) == "grüße, 世界 🌍")
        }
    }

    @Test func valuesThatTheServerMakesAreRead() async throws {
        try await withStore { store in
            let row = try #require(
                try await store.query(
                    """
                    SELECT 7::smallint AS s, 8::int AS i, 'x'::varchar AS v, 'n'::name AS n, '{"a": 1}'::json AS j,
                        12345678901234567890.0625::numeric AS big, -0.00012::numeric AS small, sum(x) AS total, 1e10::numeric AS ten, 0::numeric AS zero,
                        '0189a7f2-5c3b-7abc-8def-0123456789ab'::uuid AS u, 1.25::real AS r, timestamptz '1969-12-31 23:59:59+00' AS old,
                        'NaN'::numeric AS nan
                    FROM generate_series(1::bigint, 10) AS x
                    """
                ).first)
            #expect(try row.int("s") == 7)
            #expect(try row.int("i") == 8)
            #expect(try row.text("v") == "x")
            #expect(try row.text("n") == "n")
            #expect(try row.text("j") == #"{"a": 1}"#)
            #expect(try row.text("big") == "12345678901234567890.0625")
            #expect(try row.text("small") == "-0.00012")
            #expect(try row.int("total") == 55)
            #expect(try row.text("ten") == "10000000000")
            #expect(try row.text("zero") == "0")
            #expect(try row.text("u") == "0189a7f2-5c3b-7abc-8def-0123456789ab")
            #expect(try row.double("r") == 1.25)
            #expect(try row.timestamp("old") == -1_000_000_000)
            #expect(try row.text("nan") == "NaN")
        }
    }

    @Test func aColumnThatIsMissingNullOrOfAnotherKindIsNamed() async throws {
        try await withStore { store in
            let row = try #require(
                try await store.query("SELECT 'x'::text AS a, NULL::text AS b, interval '1 day' AS c").first)
            #expect(await lunaError { try row.int("a") }.message.contains("'a'"))
            #expect(await lunaError { try row.text("b") }.message.contains("NULL"))
            #expect(await lunaError { try row.text("z") }.message.contains("no column 'z'"))
            #expect(await lunaError { try row.text("c") }.message.contains("cast"))
            #expect(await lunaError { try row.text(3) }.code == "store.column")
        }
    }

    @Test func nulInTextIsRefusedAndTheConnectionGoesOn() async throws {
        try await withStore { store in
            for value: SQLValue in [.text("a\0b"), .textArray(["ok", "\0"]), .json("\"\0\"")] {
                let error = await lunaError { try await store.query("SELECT $1", [value]) }
                #expect(error.code == "store.invalid")
                #expect(error.message.contains("NUL"))
            }
            let kept = try await store.query("SELECT $1::bytea AS b", [.bytes(Array("a\0b".utf8))]).first?.bytes("b")
            #expect(kept == Array("a\0b".utf8))
        }
    }

    @Test func fiftyMegabytesOfBytesGoAndComeBack() async throws {
        try await withStore { store in
            _ = try await store.execute("CREATE TABLE big (id bigint PRIMARY KEY, body bytea)")
            var big = [UInt8](repeating: 0, count: 50_000_000)
            for index in stride(from: 0, to: big.count, by: 7) { big[index] = UInt8(truncatingIfNeeded: index &* 31) }
            #expect(try await store.execute("INSERT INTO big VALUES (1, $1)", [.bytes(big)]) == 1)
            let row = try #require(try await store.query("SELECT body, length(body) AS n FROM big").first)
            #expect(try row.int("n") == 50_000_000)
            #expect(try row.bytes("body") == big)
        }
    }

    @Test func tenThousandElementsInArrays() async throws {
        try await withStore { store in
            let ids = (0..<10_000).map { Int64($0) }
            let rows = try await store.query(
                "SELECT a, b, c FROM unnest($1::bigint[], $2::text[], $3::bytea[]) AS x(a, b, c) ORDER BY a",
                [
                    .intArray(ids), .textArray(ids.map { "n\($0)" }),
                    .bytesArray(ids.map { [UInt8(truncatingIfNeeded: $0)] }),
                ])
            #expect(rows.count == 10_000)
            #expect(try rows[9_999].text("b") == "n9999")
            #expect(try rows[300].bytes("c") == [44])
        }
    }

    @Test func arraysWithNulls() async throws {
        try await withStore { store in
            let rows = try await store.query(
                "SELECT a, b, c FROM unnest($1::text[], $2::bigint[], $3::bytea[]) AS x(a, b, c)",
                [.optionalTextArray(["x", nil]), .optionalIntArray([nil, 2]), .optionalBytesArray([nil, [1]])])
            let a = try rows.map { try $0.textIfPresent("a") }
            #expect(a == ["x", nil])
            let b = try rows.map { try $0.intIfPresent("b") }
            #expect(b == [nil, 2])
            let c = try rows.map { try $0.bytesIfPresent("c") }
            #expect(c == [nil, [1]])
        }
    }

    @Test func tooManyParametersAreRefusedBeforeTheyAreSent() async throws {
        try await withStore { store in
            let error = await lunaError { try await store.query("SELECT 1", Array(repeating: 1, count: 70_000)) }
            #expect(error.code == "store.invalid")
            #expect(error.message.contains("65535"))
        }
    }

    @Test func preparedStatementsAreBoundedAndRedoneAfterTheTableChanged() async throws {
        try await withStore { configuration in
            configuration.maxConnections = 1
            configuration.preparedStatements = 8
        } _: { store in
            for number in 0..<50 {
                #expect(try await store.query("SELECT \(number)::bigint AS n").first?.int("n") == Int64(number))
            }
            let kept = try #require(
                try await store.query("SELECT count(*) AS n FROM pg_prepared_statements").first?.int("n"))
            #expect(kept <= 9)
            try await store.executeOnce("CREATE TABLE t (a bigint)")
            try await store.execute("INSERT INTO t VALUES (1)")
            #expect(try await store.query("SELECT * FROM t").first?.columns == ["a"])
            try await store.executeOnce("ALTER TABLE t ADD COLUMN b text")
            #expect(try await store.query("SELECT * FROM t").first?.columns == ["a", "b"])
            try await store.executeOnce("DEALLOCATE ALL")
            #expect(try await store.query("SELECT * FROM t").first?.columns == ["a", "b"])
        }
    }

    @Test func aStatementPreparedWithANullTakesAValueLater() async throws {
        try await withStore { store in
            try await store.executeOnce("CREATE TABLE t (a int, b bytea)")
            for value in [SQLValue.null, 1, .null, .int(2)] {
                try await store.execute("INSERT INTO t (a) VALUES ($1)", [value])
            }
            for value in [SQLValue.bytes([1]), nil, .bytes([])] {
                try await store.execute("INSERT INTO t (b) VALUES ($1)", [value])
            }
            #expect(try await store.query("SELECT count(*) AS n FROM t").first?.int("n") == 7)
        }
    }
}
