import Baselines
import Logging
import LunaCore
import LunaStore

/// LunaStore against libpq: rows of 400 bytes with synchronous commit.
enum StoreBench {
    static func run(_ report: inout Report, url: String, rounds: Int, logger: Logger) async throws {
        let store = try await Store.connect(StoreConfiguration(url: url), logger: logger)
        let body = String(repeating: "x", count: 400)
        var raw: [Double] = []
        var single: [Double] = []
        var batched: [Double] = []
        for _ in 0..<rounds {
            raw.append(luna_baseline_insert(url, 2_000, 400))
            let one = try await seconds {
                for _ in 0..<2_000 {
                    _ = try await store.query("INSERT INTO bench_rows (body) VALUES ($1)", [.text(body)])
                }
            }
            single.append(2_000 / one)
            let many = try await seconds {
                for _ in 0..<100 {
                    _ = try await store.query(
                        "INSERT INTO bench_rows (body) SELECT * FROM unnest($1::text[])",
                        [.textArray([String](repeating: body, count: 256))])
                }
            }
            batched.append(25_600 / many)
        }
        report.add("libpq: insert, one row a transaction", raw, "rows/s", key: "limits.libpq_single_row_per_s")
        report.add(
            "LunaStore: insert, one row a transaction", single, "rows/s",
            baseline: "libpq: insert, one row a transaction")
        report.add(
            "LunaStore: insert, 256 rows a transaction", batched, "rows/s",
            baseline: "libpq: insert, one row a transaction")
        _ = try await store.query("DROP TABLE bench_rows")
        await store.close()
    }
}
