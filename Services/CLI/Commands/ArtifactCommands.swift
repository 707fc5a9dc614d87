import ArgumentParser
import LunaCore
import LunaStack

struct Artifacts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List and fetch what an execution has made.", subcommands: [ArtifactList.self, ArtifactGet.self])
}

struct ArtifactList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the files of an execution.",
        discussion: "  luna artifacts list ID --prefix dist/")

    @Argument(help: "Execution.")
    var id: String

    @Option(help: "Only paths that begin so.")
    var prefix: String?

    @OptionGroup var format: FormatOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let list = try await server.client().all(executionPath(id, "/artifacts"), query: [("prefix", prefix)])
        format.print(["data": .array(list)]) {
            var table = TextTable(["PATH", "SIZE", "VERSION", "TASK", "SHA-256"], rightAligned: [1, 2])
            for item in list {
                let file = item["file"] ?? .null
                table.add([
                    Terminal.harmless(file.text("path")), Humane.bytes(file.int("size")), String(item.int("version")),
                    Terminal.harmless(item.text("task")), String(file.text("sha256").prefix(12)),
                ])
            }
            return table.isEmpty ? ["No artifacts yet."] : table.lines(.output)
        }
    }
}

struct ArtifactGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Fetch files of an execution; contents are verified by their digests.",
        discussion: """
            With PATH: that file, to standard output or -o. With --all: every file into -o (default: here).
            With neither: the project unpacked, its ZIP and its SBOMs.

              luna artifacts get ID README.md
              luna artifacts get ID dist/todo-api-1.0.0.zip -o todo.zip
              luna artifacts get ID --all -o out
              luna artifacts get ID -o out
            """)

    @Argument(help: "Execution.")
    var id: String

    @Argument(help: "Path of a file, as luna artifacts list shows it.")
    var path: String?

    @Flag(help: "All files.")
    var all = false

    @Option(help: "Version of the file (default: the newest).")
    var version: Int?

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("File or directory to write to.", valueName: "path"))
    var output: String?

    @Flag(help: "Say as JSON what was written where.")
    var json = false

    @OptionGroup var server: ServerOptions

    func validate() throws {
        if path != nil, all { throw ValidationError("PATH and --all exclude each other.") }
    }

    func run() async throws {
        let fetch = ResultFetch(client: try server.client(), execution: id)
        if let path { return try await one(fetch, path) }
        guard all else { return try await fetch.fetch(to: output ?? ".").show(asJSON: json) }
        let list = try await fetch.client.all(executionPath(id, "/artifacts"))
        let directory = Files.absolute(output ?? ".")
        var written: [JSONValue] = []
        for item in list {
            guard let path = item["file"]?.text("path"), ZipArchive.isSafe(path) else { continue }
            try await fetch.fetch(path, to: "\(directory)/\(path)")
            written.append(.string("\(directory)/\(path)"))
        }
        if json {
            Output.line(JSONValue.object(["files": .array(written)]).text(pretty: true))
        } else {
            Output.message("\(Humane.count(written.count, "file")) in \(directory)")
        }
    }

    private func one(_ fetch: ResultFetch, _ path: String) async throws {
        let bytes = try await fetch.content(path, version: version)
        guard let output, output != "-" else { return Output.write(bytes) }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let isDirectory = output.hasSuffix("/") || !Files.names(in: output).isEmpty
        let target = Files.absolute(isDirectory ? "\(output)/\(name)" : output)
        if let slash = target.lastIndex(of: "/"), slash > target.startIndex {
            try Files.makeDirectory(String(target[..<slash]))
        }
        try Files.write(bytes, to: target)
        if json {
            Output.line(JSONValue.object(["files": [.string(target)]]).text(pretty: true))
        } else {
            Output.message(target)
        }
    }
}
