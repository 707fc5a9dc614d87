import CLunaSys
import Glibc
import LunaBus
import LunaCore

/// The users of a NATS server: their passwords, each in a file of its own, and the part of the server's configuration that lists
/// them with what ``BusContract`` lets them do.
///
/// The configuration depends on the passwords and the contract only: writing it again changes nothing. Whoever reads it learns no
/// password, only bcrypt hashes of 256 random bits.
public struct NATSUsers: Sendable {
    /// Holds `<user>.password` (0600) and ``configurationFile``; made with mode 0700.
    public let directory: String

    /// - Parameter directory: absolute.
    public init(directory: String) { self.directory = directory }

    /// What a server's configuration is to include.
    public var configurationFile: String { "\(directory)/authorization.conf" }

    /// Where a user's password is, or will be.
    public func passwordFile(_ user: BusContract.User) -> String { "\(directory)/\(user.name).password" }

    /// A user's password; nil when the user was never made.
    public func password(_ user: BusContract.User) -> String? {
        Files.text(passwordFile(user)).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// `address` (`nats://host:port`) with user and password in it, for programs that take nothing else. It is a secret.
    /// - Throws: `LunaError` `nats.no_user`.
    public func url(_ user: BusContract.User, address: String) throws -> String {
        guard let password = password(user) else {
            throw LunaError(
                "nats.no_user", .notFound, "There is no NATS user '\(user.name)' in \(directory).", isRetryable: false)
        }
        guard let scheme = address.range(of: "://") else { return address }
        return "\(address[..<scheme.upperBound])\(user.name):\(password)@\(address[scheme.upperBound...])"
    }

    /// Tenants whose outside users were made before.
    public var tenants: [TenantID] {
        Files.names(in: directory).compactMap { name in
            guard name.hasPrefix("tenant-"), name.hasSuffix(".password") else { return nil }
            return try? TenantID(String(name.dropFirst("tenant-".count).dropLast(".password".count)))
        }
    }

    /// Makes passwords that are missing and writes ``configurationFile``.
    ///
    /// - Parameter adding: tenants that get an outside user, besides those that have one.
    /// - Returns: whether the file is not what it was before.
    /// - Throws: `LunaError` `file.write_failed`, `nats.bcrypt`, `identifier.invalid` for the tenant `system`, whose events are the
    ///   product's own.
    @discardableResult
    public func write(adding: [TenantID] = []) throws -> Bool {
        if adding.contains(where: { $0.rawValue == "system" }) {
            throw LunaError("identifier.invalid", .validation, "The tenant 'system' is the product itself.")
        }
        try Files.makeDirectory(directory, mode: 0o700)
        let text = try configuration(of: users(Set(tenants + adding).sorted { $0.rawValue < $1.rawValue }))
        guard text != Files.text(configurationFile).map({ $0 + "\n" }) else { return false }
        try Files.write(Array(text.utf8), to: configurationFile, mode: 0o600)
        return true
    }

    /// What each user may do, as the server's configuration has it under `permissions`; `tenant-NAME` stands for all tenants. For who writes
    /// that configuration otherwise, such as the chart.
    public static func rights() -> JSONValue {
        var all: [String: JSONValue] = [:]
        let users: [BusContract.User] =
            [.administrator, .agent, .tenant(TenantID(trusted: "NAME"))] + BusContract.services.map { .service($0) }
        for user in users {
            let permissions = BusContract.permissions(of: user)
            all[user.name] = [
                "publish": ["allow": .array(permissions.publish.map(JSONValue.string))],
                "subscribe": ["allow": .array(permissions.subscribe.map(JSONValue.string))],
            ]
        }
        return .object(all)
    }

    private func users(_ tenants: [TenantID]) -> [BusContract.User] {
        [.administrator, .agent] + BusContract.services.map { .service($0) } + tenants.map { .tenant($0) }
    }

    private func configuration(of users: [BusContract.User]) throws -> String {
        var text = """
            # Written by luna from the contract; changes are lost. The passwords are beside this file.
            authorization {
              timeout: 5
              users: [

            """
        for user in users {
            let permissions = BusContract.permissions(of: user)
            text += """
                  {
                    user: "\(user.name)", password: "\(try hash(user))"
                    permissions: {
                      publish: {allow: [\(Self.list(permissions.publish))]}
                      subscribe: {allow: [\(Self.list(permissions.subscribe))]}
                    }
                  }

                """
        }
        return text + "  ]\n}\n"
    }

    private static func list(_ subjects: [String]) -> String { subjects.map { "\"\($0)\"" }.joined(separator: ", ") }

    /// The salt comes from the password itself, which is random: so the configuration is always the same text.
    private func hash(_ user: BusContract.User) throws -> String {
        let password = try password(user) ?? makePassword(user)
        let salt = Array(Digest(of: "luna.nats-salt.1/\(user.name)/\(password)").hex.utf8.prefix(16))
        var out = [CChar](repeating: 0, count: 64)
        // Few rounds: nobody guesses 256 random bits, and each reconnection of the whole fleet costs the server one of these.
        guard luna_bcrypt(password, salt, 5, &out) == 0 else {
            throw LunaError(
                "nats.bcrypt", .dependency, "This system's crypt(3) makes no bcrypt passwords.", isRetryable: false)
        }
        return String(decoding: out.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func makePassword(_ user: BusContract.User) throws -> String {
        var random = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdef".utf8)
        let password = String(
            decoding: (0..<64).map { _ in digits[Int.random(in: 0..<16, using: &random)] }, as: UTF8.self)
        try Files.write(Array((password + "\n").utf8), to: passwordFile(user), mode: 0o600)
        return password
    }
}
