import LunaCore
import LunaStack
import NIOCore

/// Fetches what an execution has made.
struct ResultFetch: Sendable {
    let client: APIClient
    let execution: String

    /// What was fetched, and where it is.
    struct Result: Sendable {
        var project: String
        var directory: String
        var files: Int
        var zip: String?
        var boms: [String]
        var provenance: String?

        func show(asJSON: Bool) {
            if asJSON {
                Output.line(
                    JSONValue.object([
                        "directory": .string(directory), "files": .number(JSONNumber(Int64(files))),
                        "zip": zip.map(JSONValue.string) ?? .null, "sboms": .array(boms.map(JSONValue.string)),
                        "provenance": provenance.map(JSONValue.string) ?? .null,
                    ]).text(pretty: false))
                return
            }
            Output.line("Project  \(directory)  (\(Humane.count(files, "file")))")
            if let zip { Output.line("ZIP      \(zip)") }
            for bom in boms { Output.line("SBOM     \(bom)") }
            if let provenance { Output.line("Origin   \(provenance)") }
        }
    }

    /// Unpacks the project to `directory/PROJECT` and puts the ZIP, its provenance and the SBOMs beside it. Files that are there are
    /// replaced.
    func fetch(to directory: String) async throws -> Result {
        let base = Files.absolute(directory)
        let view = try await client.get(executionPath(execution))
        let name = [view.text("plan_name"), view.text("project"), execution].first {
            !$0.isEmpty && ZipArchive.isSafe($0) && !$0.contains("/")
        }
        let project = name ?? execution
        let artifacts = try await client.all(executionPath(execution, "/artifacts")).compactMap {
            $0["file"]?.text("path")
        }
        var result = Result(project: project, directory: "\(base)/\(project)", files: 0, zip: nil, boms: [])
        for path in artifacts where path.hasPrefix("dist/") && ZipArchive.isSafe(path) {
            let file = String(path.dropFirst("dist/".count))
            let target = "\(base)/\(file.contains(".zip") ? file : "\(project)-\(file)")"
            try await fetch(path, to: target)
            if file.hasSuffix(".zip") {
                result.zip = target
            } else if file.hasSuffix(".zip.intoto.json") {
                result.provenance = target
            } else if file.hasPrefix("bom.") {
                result.boms.append(target)
            }
        }
        if let zip = result.zip {
            guard let bytes = Files.read(zip, limit: 1 << 30) else {
                throw LunaError("zip.damaged", .resource, "\(zip) cannot be read.", isRetryable: false)
            }
            result.files = try ZipArchive(bytes).unpack(to: result.directory, strippingTopDirectory: true)
        } else {
            for path in artifacts where !path.hasPrefix("dist/") && ZipArchive.isSafe(path) {
                try await fetch(path, to: "\(result.directory)/\(path)")
                result.files += 1
            }
        }
        return result
    }

    /// Fetches one artifact into a file.
    func fetch(_ path: String, version: Int? = nil, to target: String) async throws {
        let bytes = try await content(path, version: version)
        if let slash = target.lastIndex(of: "/"), slash > target.startIndex {
            try Files.makeDirectory(String(target[..<slash]))
        }
        try Files.write(bytes, to: target)
    }

    /// The content of one artifact, verified against its digest.
    func content(_ path: String, version: Int? = nil) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        var digest = DigestBuilder()
        let tag = try await client.download(
            executionPath(execution, "/artifacts/\(ServerAddress.encoded(path, keepingSlashes: true))"),
            query: [("version", version.map(String.init))]
        ) { piece in
            digest.update(piece.readableBytesView)
            bytes.append(contentsOf: piece.readableBytesView)
        }
        let expected = tag.map { $0.filter { $0 != "\"" } }.map { $0.hasPrefix("W/") ? String($0.dropFirst(2)) : $0 }
        if let expected, expected.utf8.count == 64, expected != digest.finish().hex {
            throw LunaError(
                "artifact.damaged", .network,
                "'\(path)' has arrived damaged: its digest is not \(expected). Fetch it again.")
        }
        return bytes
    }
}
