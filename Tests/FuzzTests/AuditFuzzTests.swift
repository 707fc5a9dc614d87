import LunaCore
import LunaFuzzKit
import LunaMessages
import LunaTrust
import Testing

extension Fuzzing {
    /// What is read back to prove something: chains, checkpoints and provenance.
    @Suite struct Proof {
        private let key = ChainKey(id: "c1", bytes: [UInt8](repeating: 7, count: 32))
        private let tenant = TenantID(trusted: "acme")

        private func chain(_ count: Int) throws -> [ChainLink] {
            var chain = AuditChain(tenant: tenant)
            return try (1...count).map { number in
                try chain.append(
                    entry: "e\(number)",
                    fields: [
                        "actor": "ann", "action": "policy.set", "source": "security/outbox",
                        "source_sequence": .string("\(number)"),
                    ], key: key)
            }
        }

        /// Links as somebody who owns the database may leave them: verification ends, and says so unless nothing was changed.
        @Test func links() throws {
            let links = try chain(4)
            let seed = links.map { "\($0.sequence)\t\($0.entry)\t\($0.content)\t\($0.mac)" }.joined(separator: "\n")
            let marks = [UInt64(4): links[3].mac]
            Fuzzer(
                "audit chains", seeds: [Array(seed.utf8)],
                words: [
                    #""sequence":"2""#, #""previous":""#, #""key":"c2""#, "18446744073709551615", "\n2\te2\t", "\t",
                ],
                share: 2
            ).run { input in
                var verifier = AuditVerifier(tenant: tenant, keys: [key], checkpoints: marks)
                var read: [ChainLink] = []
                for line in String(decoding: input, as: UTF8.self).split(separator: "\n") {
                    let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                    guard parts.count == 4, let sequence = UInt64(parts[0]) else { continue }
                    read.append(ChainLink(sequence: sequence, entry: parts[1], content: parts[2], mac: parts[3]))
                }
                // The database returns them in this order, and no number twice.
                read.sort { $0.sequence < $1.sequence }
                var stored: [ChainLink] = []
                for link in read where link.sequence != stored.last?.sequence {
                    stored.append(link)
                    verifier.check(link)
                }
                verifier.finish()
                guard verifier.findings.isEmpty else { return false }
                let isSame = stored == links
                #expect(isSame, "not noticed: \(stored.map { [$0.content, $0.mac] })")
                return true
            }
        }

        @Test func checkpoints() throws {
            let point = AuditCheckpoint(
                tenant: "acme", sequence: 7, mac: String(repeating: "ab", count: 32), at: 1_700_000_000_000_000_000,
                signer: "0123abcd", publicKey: "AAEC", signature: "AAEC")
            Fuzzer(
                "audit checkpoints", seeds: [point.json.serialized()],
                words: [#""sequence":"#, #""-7""#, #""tenant":"#, "18446744073709551616", #""signature":"#]
            ).run { input in
                let read = try AuditCheckpoint(json: JSONParser.parse(input))
                #expect(try AuditCheckpoint(json: JSONParser.parse(read.json.serialized())) == read)
                let content = try Checkpoint.content(
                    tenant: read.tenant, sequence: read.sequence, mac: read.mac, at: read.at, signer: read.signer)
                // What is signed says all that is believed: two checkpoints never share a signature.
                let same = try Checkpoint.content(
                    tenant: point.tenant, sequence: point.sequence, mac: point.mac, at: point.at, signer: point.signer)
                let isSame =
                    (read.tenant, read.sequence, read.mac, read.at, read.signer)
                    == (point.tenant, point.sequence, point.mac, point.at, point.signer)
                #expect((content == same) == isSame)
                return true
            }
        }

        /// What makes a restore be accepted: only what was signed, word for word.
        @Test func restores() throws {
            let signer = try SigningKey(.ed25519)
            let statement = RestoreStatement(
                entry: "r1", tenant: "acme", restoredTo: 7, restoredMAC: "ab", restoredAt: 5, lostTo: 9,
                superseded: [.init(sequence: 9, mac: "cd", at: 4)], reason: "Monday", actor: "key:ab", at: 6)
            Fuzzer(
                "accepted restores", seeds: [try statement.signed(with: signer).serialized()],
                words: [#""restored_to":"#, #""lost_to":"9""#, #""superseded":[]"#, #""signature":"#, "-1", "null"]
            ).run { input in
                let read = try RestoreStatement(document: JSONParser.parse(input), trusting: signer.verifyingKey)
                #expect(read == statement)
                return true
            }
        }

        /// Entries as services hand them over and as they are exported.
        @Test func entries() {
            let entry = AuditEntry(
                id: "1", tenant: "acme", at: 5, actor: "key:ab", action: "a", resource: "r", correlation: "c",
                outcome: "succeeded", service: "gateway", detailsJson: Array(#"{"n":1}"#.utf8), source: "gateway/ab",
                sourceSequence: 9)
            Fuzzer(
                "exported audit entries", seeds: [entry.json.serialized()],
                words: [#""details":"#, #""at":"#, "\u{0}", #""source_sequence":"#, "=1+1", "\"\r\n"]
            ).run { input in
                let read = try AuditEntry(json: JSONParser.parse(input))
                #expect(try AuditEntry(serialized: read.serialized()) == read)
                return true
            }
        }

        /// Well signed statements of a builder that says strange things; and none of them vouches for a file it does not name.
        @Test func statements() throws {
            let signer = try SigningKey(.ed25519)
            let (file, other) = (Digest(of: "the package"), Digest(of: "another"))
            let statement = try Provenance(
                subjects: [.init(name: "todo.zip", digest: file)],
                materials: [.init(name: "plan", digest: other, annotations: ["task": "t"])], buildType: "t",
                builder: "b", invocation: "e1", started: "2026-01-01T00:00:00Z", finished: "2026-01-01T00:00:01Z"
            ).statement.canonical()
            Fuzzer(
                "provenance statements", seeds: [statement],
                words: [#""subject":"#, #""digest":"#, #""sha256":"#, #""_type":"#, "[{}]", "null"]
            ).run { input in
                var envelope = DSSEEnvelope(payloadType: DSSEEnvelope.inTotoType, payload: input)
                try envelope.sign(with: signer)
                let keys = [signer.verifyingKey]
                #expect(throws: LunaError.self) {
                    try Provenance.verify(envelope, of: Digest(of: "a third"), named: "todo.zip", trusting: keys)
                }
                _ = try Provenance.verify(envelope, of: file, named: "todo.zip", trusting: keys)
                return true
            }
        }
    }
}
