import Glibc
import LunaCore
import LunaStack
import LunaTrust
import Testing

/// `luna sign` and `luna verify`: files, documents and provenance, all offline.
@Suite(.timeLimit(.minutes(2))) struct SignCommandTests {
    private let folder: Scratch

    init() throws { folder = try Scratch() }

    private func file(_ name: String, _ content: String) throws -> String {
        try Files.write(Array(content.utf8), to: "\(folder.path)/\(name)")
        return "\(folder.path)/\(name)"
    }

    private func key(_ name: String, _ algorithm: String = "ed25519") async throws -> String {
        let path = "\(folder.path)/\(name)"
        let made = try await CommandLineRun(["sign", "new-key", path, "--algorithm", algorithm])
        #expect(made.status == 0, "\(made.messages)")
        return path
    }

    @Test(arguments: ["ed25519", "rsa-pss-sha256"]) func aFile(algorithm: String) async throws {
        let key = try await key("release.key", algorithm)
        var facts = stat()
        #expect(stat(key, &facts) == 0 && facts.st_mode & 0o777 == 0o600)
        let other = try await self.key("other.key")
        let package = try file("todo.zip", "the package")
        #expect(try await CommandLineRun(["sign", package, "--key", key]).status == 0)
        let good = try await CommandLineRun(["verify", package, "--key", other + ".pub", "--key", key + ".pub"])
        #expect(good.status == 0, "\(good.messages)")
        let stranger = try await CommandLineRun(["verify", package, "--key", other + ".pub"])
        #expect(stranger.status == 1)
        _ = try file("todo.zip", "the package!")
        let altered = try await CommandLineRun(["verify", package, "--key", key + ".pub"])
        #expect(altered.status == 1)
        let again = try await CommandLineRun(["sign", "new-key", key])
        #expect(again.status != 0, "a key is never overwritten")
    }

    @Test func aDocumentMayBeWrittenInAnotherWayButSayNothingElse() async throws {
        let key = try await key("k")
        let document = try file("agent.json", #"{"name": "a", "limit": 1.0, "tools": ["x", "y"]}"#)
        let signed = "\(folder.path)/signed.json"
        #expect(
            try await CommandLineRun(["sign", "file", document, "--document", "--key", key, "-o", signed]).status == 0)
        let content = try JSONParser.parse(Files.text(signed) ?? "")
        let compact = try file("compact.json", content.text(pretty: false))
        #expect(try await CommandLineRun(["verify", "--document", compact, "--key", key + ".pub"]).status == 0)
        let changed = try file("changed.json", content.text(pretty: false).replacing(#""x""#, with: #""z""#))
        #expect(try await CommandLineRun(["verify", "--document", changed, "--key", key + ".pub"]).status == 1)
        #expect(try await CommandLineRun(["verify", "--document", document, "--key", key + ".pub"]).status == 1)
    }

    @Test func provenanceIsAboutOneFileAndOfATrustedBuilder() async throws {
        let signer = try SigningKey(.ed25519)
        let trusted = try file("platform.pub", signer.verifyingKey.text + "\n")
        let other = try file("other.pub", try SigningKey(.ed25519).verifyingKey.text + "\n")
        let package = try file("todo.zip", "the package")
        let provenance = Provenance(
            subjects: [.init(name: "todo.zip", digest: Digest(of: "the package"))], materials: [],
            buildType: "https://example.org/build/1", builder: "https://example.org/builder", invocation: "e1",
            started: "2026-11-21T00:00:00Z", finished: "2026-11-21T00:00:01Z")
        let envelope = try file("p.json", try provenance.signed(with: signer).json.text(pretty: false))
        let good = try await CommandLineRun(
            ["verify", package, "--key", trusted, "--provenance", envelope, "-o", "json"])
        #expect(good.status == 0, "\(good.messages)")
        #expect(try good.json()["statement"]?["predicateType"]?.stringValue == "https://slsa.dev/provenance/v1")
        #expect(try await CommandLineRun(["verify", package, "--key", other, "--provenance", envelope]).status == 1)
        let elsewhere = try file("else.zip", "another package")
        #expect(
            try await CommandLineRun(["verify", elsewhere, "--key", trusted, "--provenance", envelope]).status == 1)
    }
}
