import ArgumentParser
import LunaCore
import LunaStack

extension Keys {
    struct Signers: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the public keys of what the product signs, or write one to a file.",
            discussion: """
                  luna keys signers
                  luna keys signers --purpose provenance -o builder.pub
                  luna verify todo.zip --key builder.pub --provenance todo.zip.intoto.json

                Keep the file: checking needs no server then, and notices when the server's key is another.
                """)

        @Option(help: "provenance, decision or checkpoint.")
        var purpose: String?

        @Option(
            name: [.customShort("o"), .customLong("output")],
            help: ArgumentHelp("Where to write the newest key of that purpose.", valueName: "path"))
        var output: String?

        @Flag(help: "Print JSON.")
        var json = false

        @OptionGroup var server: ServerOptions

        func validate() throws {
            if output != nil, purpose == nil { throw ValidationError("Say with --purpose which key is to be written.") }
        }

        func run() async throws {
            let reply = try await server.client().get("/v1/signers", query: [("purpose", purpose)])
            let signers = reply.list("signers")
            guard let output else {
                if json { return Output.line(reply.text(pretty: true)) }
                var table = TextTable(["PURPOSE", "SINCE", "HOLDER", "PUBLIC KEY"])
                for signer in signers {
                    table.add([
                        signer.text("purpose"), Humane.time(signer.text("since")),
                        Terminal.harmless(signer.text("holder")), signer.text("public_key"),
                    ])
                }
                for line in table.isEmpty ? ["No keys."] : table.lines(.output) { Output.line(line) }
                return
            }
            guard let newest = signers.first else {
                throw LunaError("signer.none", .notFound, "Nothing has been signed for '\(purpose ?? "")' yet.")
            }
            try Files.write(Array((newest.text("public_key") + "\n").utf8), to: output)
            Output.message("\(output): \(newest.text("id"))")
        }
    }
}
