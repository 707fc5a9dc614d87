import LunaCore

/// What a command line asks a service to do.
public enum ServiceInvocation: Sendable {
    /// Run with these settings.
    case run(ServiceConfiguration)
    /// Say whether the settings are good, and show them redacted.
    case checkConfiguration(ServiceConfiguration)
    /// Say whether an instance with these settings, which runs on this machine, is ready.
    case health(ServiceConfiguration)
    /// Explain the flags.
    case help
    /// Print the version.
    case version
    /// Print the service's own settings as a table in Markdown.
    case settings
}

/// Gathers the settings from all sources and checks all of them before it complains once.
public struct ConfigurationLoader: Sendable {
    /// The keys of the service, common ones included.
    public let keys: [ConfigurationKey]
    private let readFile: @Sendable (String) throws -> [UInt8]

    /// - Parameters:
    ///   - keys: the service's own keys; the common ones are put before them, except where a key has the same name:
    ///     then
    ///     the service's takes its place. The last of several keys of one name counts.
    ///   - readFile: reads a whole file; replaceable for tests.
    public init(
        keys: [ConfigurationKey], readFile: @escaping @Sendable (String) throws -> [UInt8] = { try SmallFile.read($0) }
    ) {
        let own = Dictionary(keys.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        let common = ConfigurationKey.common.map { own[$0.name] ?? $0 }
        let commonNames = Set(common.map(\.name))
        self.keys = common + keys.filter { !commonNames.contains($0.name) && own[$0.name] == $0 }
        self.readFile = readFile
    }

    /// - Parameters:
    ///   - arguments: the command line without the program's name.
    ///   - environment: the variables of the process.
    /// - Throws: `LunaError` `configuration.invalid` whose message lists every problem, one a line, and whose details
    ///   map each subject to what is wrong with it.
    public func load(arguments: [String], environment: [String: String]) throws -> ServiceInvocation {
        let flags = CommandLineFlags(arguments, keys: keys)
        switch flags.request {
        case .help: return .help
        case .version: return .version
        case .settings: return .settings
        case .run, .checkConfiguration, .health: break
        }
        var problems = flags.problems
        let layers = [
            commandLine(flags, &problems),
            fromEnvironment(environment, &problems),
            file(flags.file ?? environment["LUNA_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }, &problems),
            defaults(&problems),
        ]
        var origins: [String: String] = [:]
        for layer in layers.reversed() { origins.merge(layer.origins) { _, stronger in stronger } }
        let spoiled = problems.map(\.subject)
        for key in keys where key.isRequired && origins[key.name] == nil {
            // A key that was given, but wrongly, has its own message already.
            let names = [key.flag] + key.environment + key.environment.map { $0 + "_FILE" }
            if !spoiled.contains(where: { names.contains($0) || $0.hasPrefix("\(key.name) in ") }) {
                problems.append(
                    ConfigurationProblem(
                        subject: key.environment[0], message: "is required (\(key.kind.explanation)). \(key.summary)"))
            }
        }
        if !problems.isEmpty { throw Self.failure(problems) }
        let configuration = ServiceConfiguration(layers: layers, keys: keys, origins: origins)
        return switch flags.request {
        case .health: .health(configuration)
        case .checkConfiguration: .checkConfiguration(configuration)
        case .run, .help, .version, .settings: .run(configuration)
        }
    }

    private func commandLine(_ flags: CommandLineFlags, _ problems: inout [ConfigurationProblem]) -> ConfigurationLayer
    {
        var layer = ConfigurationLayer("command line")
        for key in keys {
            guard let text = flags.values[key.name] else { continue }
            layer.take(text, for: key, from: "flag \(key.flag)", subject: key.flag, problems: &problems)
        }
        return layer
    }

    private func fromEnvironment(
        _ environment: [String: String], _ problems: inout [ConfigurationProblem]
    ) -> ConfigurationLayer {
        var layer = ConfigurationLayer("environment")
        // An empty variable counts as unset: that is what compose files and shells produce for an absent one.
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        for key in keys {
            for name in key.environment {
                let file = key.acceptsFile ? variable(name + "_FILE") : nil
                if variable(name) != nil, file != nil {
                    problems.append(
                        ConfigurationProblem(subject: name, message: "and \(name)_FILE are both set; set only one."))
                    break
                }
                if let text = variable(name) {
                    layer.take(text, for: key, from: "environment \(name)", subject: name, problems: &problems)
                    break
                }
                if let file {
                    secret(key, name + "_FILE", file, &layer, &problems)
                    break
                }
            }
        }
        return layer
    }

    private func secret(
        _ key: ConfigurationKey, _ variable: String, _ path: String, _ layer: inout ConfigurationLayer,
        _ problems: inout [ConfigurationProblem]
    ) {
        do {
            guard let content = String(validating: try readFile(path), as: UTF8.self) else {
                throw LunaError("file.encoding", .validation, "it is not UTF-8 text.")
            }
            // Editors and `echo` end files with a line feed that is not part of the secret.
            let text = String(content.reversed().drop(while: \.isNewline).reversed())
            if text.isEmpty { throw LunaError("file.empty", .validation, "it is empty.") }
            layer.take(text, for: key, from: "file of \(variable)", subject: variable, problems: &problems)
        } catch {
            problems.append(
                ConfigurationProblem(
                    subject: variable,
                    message: "The file '\(path)' cannot be used: \(LunaError.wrapping(error).message)"))
        }
    }

    private func file(_ path: String?, _ problems: inout [ConfigurationProblem]) -> ConfigurationLayer {
        var layer = ConfigurationLayer("file")
        guard let path else { return layer }
        do {
            let entries = try ConfigurationFile.entries(of: try readFile(path))
            let byName = Dictionary(keys.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
            for (name, text) in entries.sorted(by: { $0.key < $1.key }) {
                let subject = "\(name) in \(path)"
                guard let key = byName[name] else {
                    let hint = Spelling.hint(name, among: keys.map(\.name))
                    problems.append(
                        ConfigurationProblem(subject: subject, message: "is not a setting of this service.\(hint)"))
                    continue
                }
                layer.take(text, for: key, from: "file \(path)", subject: subject, problems: &problems)
            }
        } catch {
            problems.append(
                ConfigurationProblem(
                    subject: path,
                    message: "The configuration file cannot be used: \(LunaError.wrapping(error).message)"))
        }
        return layer
    }

    private func defaults(_ problems: inout [ConfigurationProblem]) -> ConfigurationLayer {
        var layer = ConfigurationLayer("defaults")
        for key in keys {
            guard let text = key.defaultValue else { continue }
            layer.take(text, for: key, from: "default", subject: "default of \(key.name)", problems: &problems)
        }
        return layer
    }

    private static func failure(_ problems: [ConfigurationProblem]) -> LunaError {
        let lines = problems.map { "  \($0.subject): \($0.message)" }
        let head =
            problems.count == 1 ? "The settings have a problem:" : "The settings have \(problems.count) problems:"
        return LunaError(
            "configuration.invalid", .validation, ([head] + lines).joined(separator: "\n"),
            details: Dictionary(problems.map { ($0.subject, $0.message) }, uniquingKeysWith: { $0 + " " + $1 }))
    }
}
