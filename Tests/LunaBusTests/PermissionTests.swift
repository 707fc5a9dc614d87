import Foundation
import Glibc
import LunaBus
import LunaCore
import LunaMessages
import LunaStack
import Testing

/// Each user of the bus tries every subject of every other, on a real server with the generated configuration.
@Suite(.timeLimit(.minutes(2))) struct PermissionTests {
    private static let acme = BusContract.User.tenant(TenantID(trusted: "acme"))
    private static let other = BusContract.User.tenant(TenantID(trusted: "other"))
    private static let services = BusContract.services.map { BusContract.User.service($0) }
    private static let everybody = services + [.agent, acme, other]

    /// Subjects that somebody uses, one for each pattern of the contract, and some that nobody should.
    private static let subjects: [String] = {
        let patterns = everybody.flatMap { user in
            let permissions = BusContract.permissions(of: user)
            return permissions.publish + permissions.subscribe
        }
        let concrete = patterns.map { $0.replacing("*", with: "x1").replacing(">", with: "x2.x3") }
        let others = [
            "luna.work.codegen-python.acme", "luna.in.other.plan.submit", "luna.evt.other.main.task.completed",
            "luna.trail.orchestrator", "luna.trail.security", "$JS.API.STREAM.DELETE.LUNA_WORK",
            "$JS.API.STREAM.PURGE.LUNA_EVENTS", "$JS.API.STREAM.LIST", "$JS.API.INFO", "$JS.API.STREAM.CREATE.MINE",
            "$JS.API.CONSUMER.DELETE.LUNA_EVENTS.security", "$JS.API.CONSUMER.CREATE.LUNA_EVENTS",
            "$JS.API.STREAM.MSG.GET.LUNA_EVENTS", "$JS.API.DIRECT.GET.LUNA_EVENTS", "$SYS.REQ.SERVER.PING",
            "$KV.x.y", "anything", "luna.unheard.of",
        ]
        return Set(concrete + others + LunaContract.allMethods.map(\.subject)).sorted()
    }()

    private func withUsers(_ body: (LocalNATS, NATSUsers) async throws -> Void) async throws {
        var template = Array("/tmp/luna-users-XXXXXX".utf8CString)
        let directory = try #require(mkdtemp(&template).map { String(cString: $0) })
        let users = NATSUsers(directory: directory)
        try users.write(adding: [TenantID(trusted: "acme"), TenantID(trusted: "other")])
        // The server reads the name from its own directory on, which is beside this one.
        let file = "..\(users.configurationFile.dropFirst("/tmp".count))"
        try await withServer(configuration: "include '\(file)'") { try await body($0, users) }
        await remove(directory)
    }

    @Test func theServerAllowsExactlyWhatTheContractSays() async throws {
        try await withUsers { server, users in
            var tried = 0
            var allowed = 0
            for user in Self.everybody {
                let permissions = BusContract.permissions(of: user)
                let refused = try await RawClient.refused(
                    port: server.port, user: user.name, password: try #require(users.password(user)), Self.subjects)
                for subject in Self.subjects {
                    #expect(
                        refused.publish.contains(subject) != permissions.mayPublish(subject),
                        "\(user.name) publishing on \(subject)")
                    #expect(
                        refused.subscribe.contains(subject) != permissions.maySubscribe(subject),
                        "\(user.name) subscribing to \(subject)")
                    tried += 2
                    allowed += (permissions.mayPublish(subject) ? 1 : 0) + (permissions.maySubscribe(subject) ? 1 : 0)
                }
            }
            print(
                "permissions: \(Self.everybody.count) users, \(Self.subjects.count) subjects, \(tried) attempts, "
                    + "\(allowed) allowed")
            #expect(allowed > 300 && allowed < tried / 4)
        }
    }

    /// What has to hold whatever the table of the contract says.
    @Test func nobodyReachesWhatIsSomebodyElses() {
        func publishers(_ subject: String) -> [String] {
            Self.everybody.filter { BusContract.permissions(of: $0).mayPublish(subject) }.map(\.name)
        }
        func listeners(_ subject: String) -> [String] {
            Self.everybody.filter { BusContract.permissions(of: $0).maySubscribe(subject) }.map(\.name)
        }
        #expect(publishers("luna.work.codegen-python.acme") == ["orchestrator"])
        #expect(Set(publishers("luna.in.acme.plan.submit")) == ["orchestrator", "tenant-acme"])
        #expect(Set(listeners("luna.evt.acme.main.task.completed")) == ["gateway", "tenant-acme"])
        #expect(listeners("luna.trail.orchestrator") == ["security"])
        #expect(publishers("$JS.API.CONSUMER.MSG.NEXT.LUNA_WORK.validate-python") == ["validator", "agent"])
        for service in BusContract.services {
            #expect(publishers("luna.trail.\(service)") == [service])
            #expect(listeners("luna.rpc.\(service).anything") == [service])
        }
        // Nobody hears the answers to somebody else.
        for user in Self.everybody { #expect(listeners("_INBOX.\(user.name).a.b") == [user.name]) }
        for dangerous in [
            "$JS.API.STREAM.DELETE.LUNA_WORK", "$JS.API.STREAM.PURGE.LUNA_EVENTS",
            "$JS.API.STREAM.MSG.DELETE.LUNA_EVENTS",
            "$JS.API.CONSUMER.DELETE.LUNA_RESULTS.partition-0", "$JS.API.STREAM.UPDATE.MINE", "$SYS.REQ.SERVER.PING",
        ] { #expect(publishers(dangerous).isEmpty, "\(dangerous)") }
        // Tenants outside call nothing.
        let calls = LunaContract.allMethods.map(\.subject) + LunaStreams.all.map { "$JS.API.STREAM.INFO.\($0.name)" }
        for subject in calls { #expect(!BusContract.permissions(of: Self.acme).mayPublish(subject)) }
    }

    @Test func aRequestThatIsNotAllowedFailsAtOnceAndIsTold() async throws {
        try await withUsers { server, users in
            let bus = try await Bus.connect(
                BusConfiguration(urls: [try users.url(.service("costing"), address: server.url)]), logger: quiet)
            var problems = bus.problems().makeAsyncIterator()
            // Far longer than the test may take.
            let error = await failure {
                _ = try await bus.request("luna.rpc.security.createKey", [], timeout: .seconds(3600))
            }
            #expect(error?.code == "bus.denied")
            #expect(error?.message.contains("luna.rpc.security.createKey") == true)
            #expect(await problems.next()?.code == "bus.denied")
            let published = await failure {
                _ = try await bus.publishDurable(
                    OutgoingMessage(subject: "luna.work.codegen-python.acme", body: []), timeout: .seconds(3600))
            }
            #expect(published?.code == "bus.denied")
            await bus.drain()
        }
    }

    @Test func aTenantAddsNothingToTheOthersAndTheTextIsAlwaysTheSame() throws {
        let directory = "/tmp/luna-users-\(getpid())-same"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let users = NATSUsers(directory: directory)
        #expect(try users.write(adding: [TenantID(trusted: "acme")]))
        let first = try String(contentsOfFile: users.configurationFile, encoding: .utf8)
        #expect(try !users.write(adding: [TenantID(trusted: "acme")]))
        #expect(try users.write(adding: [TenantID(trusted: "other")]))
        let second = try String(contentsOfFile: users.configurationFile, encoding: .utf8)
        #expect(second.count > first.count && users.tenants.map(\.rawValue) == ["acme", "other"])
        for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
            let mode = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")[.posixPermissions]
            #expect((mode as? NSNumber)?.intValue == 0o600, "\(name)")
            if name.hasSuffix(".password") {
                let password = try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8).filter { $0 != "\n" }
                #expect(password.count == 64 && !second.contains(password))
            }
        }
        #expect(throws: LunaError.self) { try users.write(adding: [TenantID(trusted: "system")]) }
    }
}

/// Speaks the protocol of NATS itself, so that nothing of ours stands between the attempt and the server's answer.
private enum RawClient {
    struct Refused: Sendable {
        var publish: Set<String> = []
        var subscribe: Set<String> = []
    }

    static func refused(port: Int, user: String, password: String, _ subjects: [String]) async throws -> Refused {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try run(port: port, user: user, password: password, subjects) })
            }
        }
    }

    private static func run(port: Int, user: String, password: String, _ subjects: [String]) throws -> Refused {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw LunaError("test.connect", .network, "The server cannot be reached.") }
        var refused = Refused()
        // A few at a time: the server's answers are read before more is sent.
        let greeting = "CONNECT {\"user\":\"\(user)\",\"pass\":\"\(password)\",\"verbose\":false,\"headers\":true}\r\n"
        _ = try exchange(descriptor, greeting)
        for (index, subject) in subjects.enumerated() {
            for line in try exchange(descriptor, "PUB \(subject) 0\r\n\r\nSUB \(subject) \(index + 1)\r\n") {
                guard line.hasPrefix("-ERR") else { continue }
                guard line.contains("Permissions Violation") else { throw LunaError("test.nats", .internal, line) }
                if line.contains("Publish to \"\(subject)\"") { refused.publish.insert(subject) }
                if line.contains("Subscription to \"\(subject)\"") { refused.subscribe.insert(subject) }
            }
        }
        return refused
    }

    /// Sends it with a PING after it, and reads until the PONG.
    private static func exchange(_ descriptor: Int32, _ text: String) throws -> [String] {
        let bytes = Array((text + "PING\r\n").utf8)
        guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw LunaError("test.send", .network, "Not sent.")
        }
        var received = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !received.contains("PONG\r\n") {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw LunaError("test.closed", .network, "The server hung up: \(received)") }
            received += String(decoding: buffer[0..<count], as: UTF8.self)
        }
        return received.components(separatedBy: "\r\n")
    }
}
