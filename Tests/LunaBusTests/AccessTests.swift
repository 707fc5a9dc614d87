import LunaBus
import LunaCore
import LunaStack
import Testing

@Suite struct AccessTests {
    static let users = """
        authorization {
          users: [
            {
              user: "service", password: "s3cret",
              permissions: { publish: ["allowed", "_INBOX.>"], subscribe: ["_INBOX.>", "allowed"] }
            }
          ]
        }
        """

    private func configuration(_ server: LocalNATS, password: String) -> BusConfiguration {
        BusConfiguration(urls: [server.url], user: "service", password: password)
    }

    @Test(.timeLimit(.minutes(1))) func aWrongPasswordIsRefusedAtOnceAndClearly() async throws {
        try await withServer(configuration: Self.users) { server in
            let error = await failure {
                _ = try await Bus.connect(configuration(server, password: "wrong"), logger: quiet)
            }
            #expect(error?.code == "bus.denied")
            #expect(error?.errorClass == .permission)
            #expect(error?.description.contains("wrong") == false)
        }
    }

    @Test(.timeLimit(.minutes(1))) func aSubjectThatTheUserMayNotUseIsReported() async throws {
        try await withServer(configuration: Self.users) { server in
            let bus = try await Bus.connect(configuration(server, password: "s3cret"), logger: quiet)
            let allowed = try await bus.subscribe("allowed")
            try bus.publish("allowed", bytes("1"))
            var messages = allowed.makeAsyncIterator()
            #expect(await messages.next()?.subject == "allowed")
            var problems = bus.problems().makeAsyncIterator()
            try bus.publish("forbidden", bytes("2"))
            let problem = await problems.next()
            #expect(problem?.code == "bus.denied")
            await bus.drain()
        }
    }

    @Test func passwordsInAddressesAreNotShown() async {
        var configuration = BusConfiguration(urls: ["nats://someone:hunter2@127.0.0.1:1"])
        configuration.connectTimeout = .milliseconds(1)
        let error = await failure { _ = try await Bus.connect(configuration, logger: quiet) }
        #expect(error != nil)
        #expect("\(String(describing: error))".contains("hunter2") == false)
    }
}
