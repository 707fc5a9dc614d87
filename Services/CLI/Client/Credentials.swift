import Glibc
import LunaCore
import LunaStack

/// Keys of access that the command line knows: `LUNA_KEY`, the file that `LUNA_KEY_FILE` names, what `luna login` has stored per server, and the local
/// stack's own. A key goes to the server that it is for, and to no other.
enum Credentials {
    private static var environment: [String: String] { StackConfiguration.processEnvironment }

    /// Where `luna login` stores keys.
    static var file: String {
        let home =
            environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 }
            ?? "\(environment["HOME"] ?? ".")/.config"
        return "\(home)/luna/credentials.json"
    }

    /// The key for a server.
    /// - Parameter base: its URL without a slash at the end.
    /// - Throws: `LunaError` `usage.credentials` when the file cannot be understood, or others can read it.
    static func key(for base: String) throws -> String? {
        if let key = environment["LUNA_KEY"], !key.isEmpty { return key }
        if let file = environment["LUNA_KEY_FILE"], !file.isEmpty {
            guard let key = Files.text(file), !key.isEmpty else {
                throw LunaError("usage.credentials", .validation, "LUNA_KEY_FILE names \(file), which holds no key.")
            }
            return key
        }
        if let key = try stored()[base]?.stringValue { return key }
        let directory = StackConfiguration.defaultDirectory(environment: environment)
        guard LocalStack.gatewayURL(directory: directory) == base else { return nil }
        return LocalStack.accessKey(directory: directory)
    }

    /// Stores the key for a server; nil removes it.
    static func store(_ key: String?, for base: String) throws {
        var all = try stored()
        all[base] = key.map(JSONValue.string)
        let folder = String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)])
        try Files.makeDirectory(folder, mode: 0o700)
        try Files.write(Array((JSONValue.object(all).text(pretty: true) + "\n").utf8), to: file, mode: 0o600)
    }

    private static func stored() throws -> [String: JSONValue] {
        guard let bytes = Files.read(file, limit: 1 << 20) else { return [:] }
        var status = stat()
        guard stat(file, &status) == 0, status.st_mode & 0o077 == 0 else {
            throw LunaError("usage.credentials", .permission, "Others can read \(file): run chmod 600 \(file).")
        }
        guard let all = (try? JSONParser.parse(bytes))?.objectValue else {
            throw LunaError(
                "usage.credentials", .validation, "\(file) cannot be understood; remove it and log in again.")
        }
        return all
    }
}
