import Glibc
import LunaCore
import Testing

@testable import LunaStack

@Suite(.timeLimit(.minutes(1))) struct SupportBundleTests {
    @Test func whatHelpsIsThereAndNothingSecretIs() async throws {
        let place = try TemporaryDirectory()
        let home = "\(place.path)/home"
        let planted = [
            "access": "luna_0123456789ab_AAAAbbbbCCCCddddEEEEffffGGGGhhhhIIIIjjjjKKK",
            "database": "pw0rd-of-the-database", "bus": "8f14e45fceea167a5a36dedd4bea2543",
            "environment": "Tr0ub4dor-and-3", "cloud": "AKIAIOSFODNN7EXAMPLE", "mail": "erika.mustermann@example.org",
            "file": "only-in-a-file-of-the-environment",
        ]
        for folder in ["run", "logs", "nats/users", "postgres"] { try Files.makeDirectory("\(home)/\(folder)") }
        func write(_ name: String, _ text: String) throws { try Files.write(Array(text.utf8), to: "\(home)/\(name)") }
        let url = "postgres://luna:\(planted["database"]!)@127.0.0.1:5432/luna"
        try write("access.key", planted["access"]! + "\n")
        try write("run/database.url", url + "\n")
        try write("nats/users/gateway.password", planted["bus"]! + "\n")
        try write("secret.txt", planted["file"]! + "\n")
        try write(
            "logs/gateway.log",
            """
            {"level":"info","message":"listening on 127.0.0.1:8080"}
            {"level":"warning","message":"refused \(url)"}
            a word in the middle of the line \(planted["bus"]!) and one with \(planted["cloud"]!)
            Authorization: Bearer \(planted["access"]!)
            a person, \(planted["mail"]!), has called; \(planted["environment"]!) \(planted["file"]!)
            """)
        try write(
            "postgres/postgres.log", "FATAL: password \(planted["database"]!) is wrong\ndatabase system is ready\n")
        let configuration = try StackConfiguration(
            directory: home,
            environment: [
                "PATH": "/usr/local/bin:/usr/bin:/bin", "LUNA_LOG_LEVEL": "debug",
                "LUNA_NATS_PASSWORD": planted["environment"]!, "LUNA_DATABASE_URL": url,
                "LUNA_SECURITY_BOOTSTRAP_KEY_FILE": "\(home)/secret.txt", "UNRELATED": "not ours",
            ])
        let text = await SupportBundle(configuration: configuration, version: "1.2.3").text(lines: 50, health: "all up")
        for expected in [
            "luna 1.2.3", "LUNA_LOG_LEVEL=debug", "(not shown) LUNA_NATS_PASSWORD", "== log of gateway ==",
            "listening on", "database system is ready", "all up",
        ] {
            #expect(text.contains(expected), "\(expected)")
        }
        for (kind, secret) in planted { #expect(!text.contains(secret), "the \(kind) one is in it") }
        #expect(!text.contains("not ours"))
    }
}
