import ArgumentParser
import LunaCore
import LunaStack
import LunaTrust

struct SignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign a file or a JSON document, without any server.",
        discussion: """
            A file gets a signature beside it (FILE.sig): a JSON document with its digest. With --document the file is a
            JSON object that gets its signature inside, over its canonical form (RFC 8785).

              luna sign new-key release.key                 # and release.key.pub
              luna sign file todo.zip --key release.key
              luna sign file --document agent.json --key release.key -o agent.signed.json
              luna verify todo.zip --key release.key.pub
            """,
        subcommands: [SignFile.self, SignNewKey.self], defaultSubcommand: SignFile.self)
}

struct SignNewKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new-key", abstract: "Make a key that signs (0600), and FILE.pub that verifies.")

    @Argument(help: "Where to write the private key; nothing is overwritten.")
    var file: String

    @Option(help: "ed25519, or rsa-pss-sha256 (3072 bits).")
    var algorithm: String = SignatureAlgorithm.ed25519.rawValue

    func run() throws {
        guard let kind = SignatureAlgorithm(rawValue: algorithm) else {
            let all = SignatureAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
            throw LunaError("usage.algorithm", .validation, "'\(algorithm)' is not known; take one of: \(all).")
        }
        guard !Files.exists(file), !Files.exists(file + ".pub") else {
            throw LunaError("usage.file", .conflict, "'\(file)' or '\(file).pub' is there already.")
        }
        let key = try SigningKey(kind)
        try Files.write(Array((key.text + "\n").utf8), to: file, mode: 0o600)
        try Files.write(Array((key.verifyingKey.text + "\n").utf8), to: file + ".pub")
        Output.line(key.verifyingKey.id)
    }
}

struct SignFile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "file", abstract: "Sign a file.")

    @Argument(help: "File.")
    var file: String

    @Option(help: ArgumentHelp("Private key, from luna sign new-key or as PEM.", valueName: "file"))
    var key: String

    @Flag(help: "The file is a JSON object; the signature goes inside.")
    var document = false

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Where to write (default: FILE.sig; with --document standard output).", valueName: "path"))
    var output: String?

    func run() async throws {
        let signer = try SigningKey(text: try SignedFiles.text(key))
        let content = try SignedFiles.bytes(file)
        let body = document ? try JSONParser.parse(content) : SignedFiles.statement(file, content)
        let signed = Array((try SignedDocument.sign(body, with: signer).text(pretty: true) + "\n").utf8)
        guard let target = output ?? (document ? nil : file + ".sig"), target != "-" else {
            return Output.write(signed)
        }
        try Files.write(signed, to: target)
        Output.message(target)
    }
}

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a signature or the provenance of a file, without any server.",
        discussion: """
              luna verify todo.zip --key release.key.pub                        # todo.zip.sig
              luna keys signers --purpose provenance -o builder.pub
              luna verify todo.zip --key builder.pub --provenance todo.zip.intoto.json
              luna verify --document agent.signed.json --key release.key.pub

            Exit status 0: genuine. 1: altered, of somebody else, or not signed.
            """)

    @Argument(help: "File.")
    var file: String

    @Option(help: ArgumentHelp("Public key that is trusted; may be given several times.", valueName: "file"))
    var key: [String]

    @Option(help: ArgumentHelp("Signature (default: FILE.sig).", valueName: "file"))
    var signature: String?

    @Option(help: ArgumentHelp("DSSE envelope with SLSA provenance that must name the file.", valueName: "file"))
    var provenance: String?

    @Flag(help: "The file is a JSON object with its signature inside.")
    var document = false

    @OptionGroup var format: FormatOptions

    func validate() throws {
        if document, provenance != nil || signature != nil {
            throw ValidationError("--document excludes --signature and --provenance.")
        }
        if provenance != nil, signature != nil {
            throw ValidationError("--signature and --provenance exclude each other.")
        }
    }

    func run() async throws {
        let keys = try key.map { try VerifyingKey(text: try SignedFiles.text($0)) }
        let content = try SignedFiles.bytes(file)
        var facts: [String: JSONValue] = ["file": .string(file), "sha256": .string(Digest(of: content).hex)]
        if document {
            facts["key"] = .string(try SignedDocument.verify(try JSONParser.parse(content), trusting: keys).id)
        } else if let provenance {
            let envelope = try DSSEEnvelope(json: try JSONParser.parse(try SignedFiles.bytes(provenance)))
            let statement = try Provenance.verify(
                envelope, of: Digest(of: content), named: SignedFiles.name(file), trusting: keys)
            facts["statement"] = statement
            facts["key"] = .string(try envelope.verify(trusting: keys).first?.id ?? "")
        } else {
            let signed = try JSONParser.parse(try SignedFiles.bytes(signature ?? file + ".sig"))
            facts["key"] = .string(try SignedDocument.verify(signed, trusting: keys).id)
            guard signed["sha256"] == facts["sha256"] else {
                throw LunaError(
                    "signature.other_file", .permission, "The signature is genuine but about another content than this."
                )
            }
        }
        let result = facts
        format.print(.object(result)) {
            var lines = ["\(Terminal.harmless(file)) is genuine: signed with key \(result["key"]?.stringValue ?? "")."]
            if let run = result["statement"]?["predicate"]?["runDetails"] {
                let builder = run["builder"]?["id"]?.stringValue ?? ""
                let invocation = run["metadata"]?["invocationId"]?.stringValue ?? ""
                lines.append(Terminal.harmless("Built by \(builder) in \(invocation)."))
            }
            return lines
        }
    }
}

/// Files that are signed, with signatures beside them.
enum SignedFiles {
    /// What is signed for a file: no name of a folder, which verifying could not know.
    static func statement(_ path: String, _ content: [UInt8]) -> JSONValue {
        [
            "file": .string(name(path)),
            "sha256": .string(Digest(of: content).hex), "size": .number(JSONNumber(content.count)),
        ]
    }

    /// The file's name without its folders.
    static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    static func bytes(_ path: String) throws -> [UInt8] {
        guard let content = Files.read(path, limit: 1 << 30) else {
            throw LunaError("usage.file", .notFound, "'\(path)' cannot be read.")
        }
        return content
    }

    static func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }
}
