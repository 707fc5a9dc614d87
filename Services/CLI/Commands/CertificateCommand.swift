import ArgumentParser
import LunaCore
import LunaStack
import LunaTrust

struct CertificatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certs", abstract: "Make the certificates that TLS needs, for development.",
        discussion: """
            Makes an authority (ca.pem, ca.key) and a certificate with its key for each server (nats.pem, nats.key, …),
            good for localhost, 127.0.0.1, ::1, the server's own name, and the names given. Calling it again renews what
            expires within 30 days or lacks a name and leaves the rest alone; names given once are kept. Keys are readable
            by their owner only. `luna up` does the same for its own servers in .luna/certs.

              luna certs certs
              luna certs certs --name luna.example.org --name nats=nats-1.example.org --name 10.0.0.7
            """)

    @Argument(help: "Directory for the files (default: the local stack's).") var directory: String?

    @Option(
        help: ArgumentHelp(
            "Another name or address of all servers, or of one; may be given several times.",
            valueName: "[server=]name"))
    var name: [String] = []

    @Option(
        help: ArgumentHelp(
            "A server; may be given several times (default: nats, postgres, gateway).", valueName: "server"))
    var server: [String] = []

    @Option(help: ArgumentHelp("How long new certificates are good.", valueName: "days")) var days = 397

    @Flag(help: "Make everything anew, the authority and all keys included.") var anew = false

    @OptionGroup var format: FormatOptions

    func run() async throws {
        let place = try directory.map(Files.absolute) ?? StackTask.configuration().certificates.directory
        let folder = CertificateFolder(directory: place)
        let entries = try await folder.ensure(try wish())
        format.print(
            .object([
                "directory": .string(place),
                "certificates": .array(
                    entries.map { entry in
                        [
                            "name": .string(entry.name), "new": .bool(entry.isNew),
                            "valid_until": .string(
                                CivilTime.rfc3339(unixNanoseconds: entry.validUntil, digits: 0)),
                            "names": .array(entry.names.map { .string($0.description) }),
                        ]
                    }),
            ])
        ) {
            var table = TextTable(["CERTIFICATE", "", "GOOD UNTIL", "NAMES"])
            for entry in entries {
                table.add([
                    "\(entry.name).pem", entry.isNew ? "made" : "kept",
                    String(CivilTime.rfc3339(unixNanoseconds: entry.validUntil, digits: 0).prefix(10)),
                    entry.names.map(\.description).joined(separator: " "),
                ])
            }
            return table.lines(.output)
        }
    }

    func wish() throws -> CertificateFolder.Wish {
        var wish = CertificateFolder.Wish()
        if !server.isEmpty { wish.servers = server }
        guard (1...3650).contains(days) else {
            throw LunaError("usage.days", .validation, "--days: 1 to 3650, not \(days).")
        }
        wish.lifetime = .seconds(days * 86_400)
        // What is good for a few days only is kept for most of them.
        wish.renewal = min(wish.renewal, .seconds(days * 86_400 / 3))
        wish.fromScratch = anew
        for text in name {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                wish.names.append(try HostName(text))
                continue
            }
            guard wish.servers.contains(parts[0]) else {
                throw LunaError(
                    "usage.server_name", .validation,
                    "--name \(text): there is no server '\(parts[0])'; there are \(wish.servers.joined(separator: ", "))."
                )
            }
            wish.namesOf[parts[0], default: []].append(try HostName(parts[1]))
        }
        return wish
    }
}
