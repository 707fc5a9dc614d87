/// The command line of a service, taken apart: `--name value`, `--name=value`, `--flag`, `--no-flag`, and the few words
/// that ask for something else than running.
struct CommandLineFlags: Sendable {
    /// What the user asked for.
    enum Request: Sendable, Hashable { case run, help, version, settings, checkConfiguration, health }

    private(set) var request = Request.run
    /// The file named by `--config`.
    private(set) var file: String?
    /// Key name → text.
    private(set) var values: [String: String] = [:]
    private(set) var problems: [ConfigurationProblem] = []

    /// - Parameters:
    ///   - arguments: without the program's name.
    ///   - keys: the declared keys.
    init(_ arguments: [String], keys: [ConfigurationKey]) {
        let byFlag = Dictionary(keys.map { ($0.flag, $0) }, uniquingKeysWith: { first, _ in first })
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts.first ?? ""
            let attached = parts.count > 1 ? parts[1] : nil
            switch name {
            case "--help", "-h": request = .help
            case "--version": request = .version
            case "--settings": request = .settings
            case "--check-config": if request == .run { request = .checkConfiguration }
            case "--health": if request == .run { request = .health }
            case "--config":
                file = attached ?? rest.popFirst()
                if file == nil { complain(name, "needs a file name.") }
            default:
                take(name, attached, &rest, byFlag)
            }
        }
    }

    private mutating func take(
        _ name: String, _ attached: String?, _ rest: inout ArraySlice<String>, _ byFlag: [String: ConfigurationKey]
    ) {
        if let key = byFlag[name] {
            if key.kind == .flag {
                let word =
                    attached ?? (rest.first.map { ["true", "false"].contains($0) } == true ? rest.popFirst() : nil)
                return set(key, word ?? "true")
            }
            guard let value = attached ?? rest.popFirst() else {
                return complain(name, "needs a value: \(key.kind.explanation).")
            }
            return set(key, value)
        }
        if name.hasPrefix("--no-"), attached == nil, let key = byFlag["--" + name.dropFirst(5)], key.kind == .flag {
            return set(key, "false")
        }
        if name.hasPrefix("-") {
            let known =
                byFlag.keys.sorted() + ["--help", "--version", "--settings", "--check-config", "--health", "--config"]
            // A value that follows an unknown flag would only be reported a second time.
            if attached == nil, let next = rest.first, !next.hasPrefix("-") { rest.removeFirst() }
            return complain(name, "is not a flag of this service.\(Spelling.hint(name, among: known)) See --help.")
        }
        complain(name, "is not expected; settings are flags, see --help.")
    }

    private mutating func set(_ key: ConfigurationKey, _ value: String) {
        if key.isSecret, !key.isHarmlessOnCommandLine(value) {
            return complain(
                key.flag,
                "would show a secret to every user of this machine. Use \(key.environment[0])_FILE or \(key.environment[0])."
            )
        }
        values[key.name] = value
    }

    private mutating func complain(_ subject: String, _ message: String) {
        problems.append(ConfigurationProblem(subject: subject, message: message))
    }
}

extension ConfigurationKey {
    /// URLs are marked secret because they may hold a password; one without any is as harmless as a host name.
    fileprivate func isHarmlessOnCommandLine(_ value: String) -> Bool {
        value.contains("://") && !value.contains("@") && !value.contains("?")
    }
}
