import Crypto
import LunaCore
import LunaPolicy
import LunaTrust

/// What trust costs in one process, without servers: encryption at rest beside the bare cipher, signatures, and decisions of the
/// embedded evaluator.
enum TrustBench {
    /// As large as the pieces that content is stored in.
    private static let piece = 512 << 10
    private static let tenant = TenantID(trusted: "bench")

    static func run(_ report: inout Report, rounds: Int) async throws {
        try await encryption(&report, rounds)
        try await signatures(&report, rounds)
        try await decisions(&report, rounds)
    }

    private static func encryption(_ report: inout Report, _ rounds: Int) async throws {
        let secret = try SecretKeyProvider(SecretKeyProvider.newLine())
        let cipher = EnvelopeCipher(provider: secret, store: MemoryDataKeyStore(), purpose: "bench")
        try await cipher.load(tenant: tenant)
        let plain = TextForm.random(piece)
        let bound = Array("place".utf8)
        let key = SymmetricKey(size: .bits256)
        let times = 200
        let megabytes = Double(piece) / 1e6
        var (bareSeal, bareOpen, sealed, opened): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
        for _ in 0..<rounds {
            let box = try AES.GCM.seal(plain, using: key, authenticating: bound)
            let text = try await cipher.seal(plain, tenant: tenant, associatedData: bound)
            bareSeal.append(
                try await rate(megabytes, times) { _ = try AES.GCM.seal(plain, using: key, authenticating: bound) })
            sealed.append(
                try await rate(megabytes, times) {
                    _ = try await cipher.seal(plain, tenant: tenant, associatedData: bound)
                })
            bareOpen.append(
                try await rate(megabytes, times) { _ = try AES.GCM.open(box, using: key, authenticating: bound) })
            opened.append(
                try await rate(megabytes, times) {
                    _ = try await cipher.open(text, tenant: tenant, associatedData: bound)
                })
        }
        report.add("trust: AES-256-GCM alone, seal", bareSeal, "MB/s")
        report.add("trust: envelope, seal", sealed, "MB/s", baseline: "trust: AES-256-GCM alone, seal")
        report.add("trust: AES-256-GCM alone, open", bareOpen, "MB/s")
        report.add("trust: envelope, open", opened, "MB/s", baseline: "trust: AES-256-GCM alone, open")
    }

    private static func signatures(_ report: inout Report, _ rounds: Int) async throws {
        let document: JSONValue = .object(
            Dictionary(uniqueKeysWithValues: (0..<20).map { ("member\($0)", .string("value \($0)")) }))
        for (algorithm, times) in [(SignatureAlgorithm.ed25519, 2000), (.rsaPSS, 100)] {
            let key = try SigningKey(algorithm)
            let trusted = [key.verifyingKey]
            let signed = try SignedDocument.sign(document, with: key)
            var (made, checked): ([Double], [Double]) = ([], [])
            for _ in 0..<rounds {
                made.append(try await rate(1, times) { _ = try SignedDocument.sign(document, with: key) })
                checked.append(try await rate(1, times) { try SignedDocument.verify(signed, trusting: trusted) })
            }
            report.add("trust: documents signed, \(algorithm.rawValue)", made, "1/s")
            report.add("trust: documents checked, \(algorithm.rawValue)", checked, "1/s")
        }
    }

    private static func decisions(_ report: inout Report, _ rounds: Int) async throws {
        let rules: JSONValue = [
            "policy": 1,
            "rules": .array(
                (0..<20).map { number in
                    [
                        "id": .string("rule-\(number)"), "effect": "deny",
                        "when": ["tools": .array([.string("tool\(number)*")]), "project": "secret-*"],
                    ]
                }),
        ]
        let document = try PolicyDocument(json: rules)
        let subject = try PolicySubject(json: [
            "action": "execution.run", "tenant": "acme", "project": "todo", "licence": "MIT",
            "capabilities": ["codegen.python", "assemble"], "tools": ["tool7", "brush"],
        ])
        let key = try SigningKey(.ed25519)
        let times = 2000
        var (judged, signed): ([Double], [Double]) = ([], [])
        for _ in 0..<rounds {
            judged.append(await rate(1, times) { _ = PolicyJudgement.of(document.rules, on: subject) })
            signed.append(
                try await rate(1, times) {
                    let judgement = PolicyJudgement.of(document.rules, on: subject)
                    _ = try SignedDocument.sign(
                        ["id": .string(try subject.id()), "input": subject.json, "judgement": judgement.json], with: key
                    )
                })
        }
        report.add("trust: judgements on 20 rules", judged, "1/s")
        report.add("trust: decisions, judged and signed", signed, "1/s")
    }

    /// What `times` runs of `body` make of `amount` each, a second.
    private static func rate(_ amount: Double, _ times: Int, _ body: () async throws -> Void) async rethrows -> Double {
        amount * Double(times) / (try await seconds { for _ in 0..<times { try await body() } })
    }
}
