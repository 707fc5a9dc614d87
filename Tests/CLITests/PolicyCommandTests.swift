import LunaCore
import LunaStack
import LunaTrust
import Testing

/// `luna policy test` and provenance on the command line, both offline.
@Suite(.timeLimit(.minutes(2))) struct PolicyCommandTests {
    private let folder: Scratch
    private static let policies =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/deploy/policies"

    init() throws { folder = try Scratch() }

    private func file(_ name: String, _ content: String) throws -> String {
        try Files.write(Array(content.utf8), to: "\(folder.path)/\(name)")
        return "\(folder.path)/\(name)"
    }

    @Test func rulesAreTestedWithoutAServer() async throws {
        let good = try await CommandLineRun([
            "policy", "test", "\(Self.policies)/strict.yaml", "--cases", "\(Self.policies)/strict.cases.json", "-o",
            "json",
        ])
        #expect(good.status == 0, "\(good.messages)")
        #expect(try good.json()["failed"] == 0)
        #expect(try good.json()["cases"]?.arrayValue?.count ?? 0 >= 18)
        let wrong = try file(
            "cases.json",
            #"{"cases": [{"name": "n", "input": {"action": "task.run", "tools": ["exec"]}, "effect": "allow"}]}"#)
        let differs = try await CommandLineRun(["policy", "test", "\(Self.policies)/strict.yaml", "--cases", wrong])
        #expect(differs.status == 1 && differs.output.contains("DIFFER n: deny dangerous-tools"))
        let broken = try await CommandLineRun(["policy", "test", try file("p.yaml", "policy: 1\nrules: [{id: X}]")])
        #expect(broken.status == 1 && broken.messages.contains("rules[0].effect"))
    }

    @Test func provenanceTellsWhatIsWrong() async throws {
        let key = try SigningKey(.ed25519)
        let zip = try file("todo-1.0.0.zip", "the package")
        func envelope(_ name: String, of content: String, _ key: SigningKey) throws -> JSONValue {
            try Provenance(
                subjects: [.init(name: name, digest: Digest(of: content))], materials: [], buildType: "t", builder: "b",
                invocation: "e1", started: "2026-01-01T00:00:00Z", finished: "2026-01-01T00:00:01Z"
            ).signed(with: key).json
        }
        func write(_ name: String, _ json: JSONValue) throws -> String { try file(name, json.text(pretty: true)) }
        let trusted = try file("builder.pub", key.verifyingKey.text)
        let good = try write("good.json", try envelope("todo-1.0.0.zip", of: "the package", key))
        func verify(_ provenance: String) async throws -> (status: Int32, message: String) {
            let run = try await CommandLineRun(["verify", zip, "--key", trusted, "--provenance", provenance])
            return (run.status, run.messages)
        }
        #expect(try await verify(good).status == 0)

        var tampered = try envelope("todo-1.0.0.zip", of: "the package", key).objectValue ?? [:]
        let payload = TextForm.bytes(base64: tampered["payload"]?.stringValue ?? "") ?? []
        let text = String(decoding: payload, as: UTF8.self).replacing("\"e1\"", with: "\"e2\"")
        tampered["payload"] = .string(TextForm.base64(Array(text.utf8)))
        for (provenance, part) in [
            (try write("altered.json", .object(tampered)), "altered after it was signed"),
            (
                try write("stranger.json", try envelope("todo-1.0.0.zip", of: "the package", SigningKey(.ed25519))),
                "not among the trusted ones"
            ),
            (
                try write("zip.json", try envelope("todo-1.0.0.zip", of: "another", key)),
                "was altered after it was built"
            ),
            (try write("other.json", try envelope("other.zip", of: "another", key)), "about other files"),
            (try write("none.json", ["a": 1]), "no DSSE envelope"),
        ] {
            let (status, message) = try await verify(provenance)
            #expect(status == 1 && message.contains(part), "\(part): \(message)")
        }
    }
}
