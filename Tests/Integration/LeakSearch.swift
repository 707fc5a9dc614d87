import Foundation
import LunaCore
import LunaStore
import LunaTestKit

/// Looks for planted values in everything that a stack leaves behind, in clear and in the encodings that writers use.
struct LeakSearch: Sendable {
    private struct Needle: Sendable {
        let value: String
        let bytes: [UInt8]
    }

    private let needles: [Needle]

    init(_ values: [String]) {
        needles = values.flatMap { value in
            let bytes = Array(value.utf8)
            var forms = [bytes, Array(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined().utf8)]
            // Base64 looks different at each of three places; what comes before and after changes its first and last letters.
            for shift in 0..<3 {
                let text = Array(Data([UInt8](repeating: 0, count: shift) + bytes).base64EncodedString().utf8)
                forms.append(Array(text.dropFirst(4).dropLast(4)))
            }
            forms.append(Array((value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? value).utf8))
            return Set(forms).filter { $0.count >= 6 }.map { Needle(value: value, bytes: $0) }
        }
    }

    /// Which of the values are in `text`.
    func found(in text: String) -> Set<String> {
        let data = Data(text.utf8)
        return Set(needles.filter { data.range(of: Data($0.bytes)) != nil }.map(\.value))
    }

    /// Tables with a row that holds one of the values, of every schema.
    func tables(_ stack: TestStack) async throws -> (hits: Set<String>, searched: Int) {
        let store = try await Store.connect(StoreConfiguration(url: stack.databaseURL), logger: stack.logger)
        let tables = try await store.query(
            """
            SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
            WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
            """)
        var hits: Set<String> = []
        for table in tables {
            let name = try table.text("name")
            let rows = try await TenantScope.everyone.run {
                try await store.query("SELECT t::text AS all FROM \(name) AS t")
            }
            for row in rows where !hits.contains(name) {
                if !found(in: try row.text("all")).isEmpty { hits.insert(name) }
            }
        }
        await store.close()
        return (hits, tables.count)
    }

    /// Files with one of the values: logs of services and servers, spools, states, keys, and what the bus keeps on disk.
    /// The database's own files are left out; its tables are searched as rows, which it may store compressed.
    func files(_ stack: TestStack) async throws -> (hits: [String], searched: [String]) {
        let folder = try TestDirectory("needles")
        let list = needles.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "\n")
        let patterns = try folder.write("needles", list)
        let root = stack.directory.path
        let files = "find \(root) -path '*/postgres/data' -prune -o -type f -print0"
        let searched = try await Program("/bin/sh", ["-c", "\(files) | tr '\\0' '\\n'"])
        // Files may go while it looks.
        let hits = try await Program(
            "/bin/sh", ["-c", "\(files) | LC_ALL=C xargs -0 grep -slaF -f \(patterns); test $? -lt 124"])
        func names(_ output: String) -> [String] {
            output.split(separator: "\n").map { String($0.dropFirst(root.utf8.count)) }
        }
        guard searched.status == 0, hits.status == 0 else {
            throw LunaError("test.search", .internal, "The files cannot be searched: \(hits.messages)")
        }
        return (names(hits.output), names(searched.output))
    }
}
