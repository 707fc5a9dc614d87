import ArgumentParser
import Glibc
import LunaCore

/// Where the server is and for whom.
struct ServerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("URL of the server (default: LUNA_URL, else the local stack's).", valueName: "url"))
    var server: String?

    @Option(help: ArgumentHelp("Tenant (default: LUNA_TENANT, else the key's).", valueName: "name"))
    var tenant: String?

    /// - Throws: `LunaError` `usage.server`, `identifier.invalid`, `usage.credentials`.
    func client() throws -> APIClient {
        let environment = getenv("LUNA_TENANT").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        let tenant = try (self.tenant ?? environment).map { try TenantID($0) }
        let base = try ServerAddress.find(flag: server)
        return APIClient(base: base, tenant: tenant?.rawValue, key: try Credentials.key(for: base))
    }
}

/// How data is printed.
struct FormatOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Option(name: [.customShort("o"), .customLong("output")], help: "Form of the output: text or json.")
    var format: Format = .text

    var isJSON: Bool { format == .json }

    /// One document.
    func print(_ value: JSONValue, text: () -> [String]) {
        if isJSON { Output.line(value.text(pretty: true)) } else { for line in text() { Output.line(line) } }
    }
}

extension JSONValue {
    /// The text of a member, or an empty one.
    func text(_ key: String) -> String { self[key]?.stringValue ?? "" }
    /// The whole number of a member, or 0.
    func int(_ key: String) -> Int64 { self[key]?.intValue ?? 0 }
    /// The items of a member, or none.
    func list(_ key: String) -> [JSONValue] { self[key]?.arrayValue ?? [] }
}

/// Path of an execution.
func executionPath(_ id: String, _ rest: String = "") -> String { "/v1/executions/\(ServerAddress.encoded(id))\(rest)" }
