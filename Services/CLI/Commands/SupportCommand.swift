import ArgumentParser
import LunaCore
import LunaStack

struct SupportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "support", abstract: "Write what a report of a fault needs into one file.",
        discussion: """
            Versions, settings, health, metrics and the end of each log of the local stack, without secrets and
            personal data as far as the privacy engine knows them. It is text: read it before you send it.

              luna support fault.txt
              luna support - --lines 50
            """)

    @Argument(help: "The file to write, readable by its owner only; - prints it.") var file = "luna-support.txt"

    @Option(help: "Lines of each log, from the end.") var lines = 200

    @OptionGroup var server: ServerOptions

    func run() async throws {
        guard (0...100_000).contains(lines) else {
            throw LunaError("usage.lines", .validation, "--lines: 0 to 100000, not \(lines).")
        }
        let text = await SupportBundle(
            configuration: try StackTask.configuration(), version: Luna.configuration.version
        ).text(lines: lines, health: await health())
        guard file != "-" else { return Output.line(text) }
        try Files.write(Array(text.utf8), to: Files.absolute(file), mode: 0o600)
        Output.message("Written: \(file), \(Humane.bytes(Int64(text.utf8.count))). Read it before you send it.")
    }

    private func health() async -> String {
        do {
            return try await server.client().get("/v1/health").text(pretty: true)
        } catch {
            return "the server does not tell: \(LunaError.wrapping(error).message)"
        }
    }
}
