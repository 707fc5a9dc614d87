import LunaCore
import Testing

@testable import LunaServiceKit

private let workers = ConfigurationKey("workers", .integer(1...64), default: "4", "How many.")
private let apiKey = ConfigurationKey("model.api-key", .text, alsoFrom: ["OPENAI_API_KEY"], isSecret: true, "The key.")
private let mode = ConfigurationKey("mode", .choice(["fast", "careful"]), isRequired: true, "Which way.")
private let verbose = ConfigurationKey("verbose", .flag, default: "false", "Say more.")
private let pause = ConfigurationKey("pause", .duration(.seconds(1)...(.seconds(60))), default: "5s", "How long.")

private func load(
    _ arguments: [String] = [], environment: [String: String] = [:], files: [String: String] = [:],
    keys: [ConfigurationKey] = [workers, apiKey, verbose, pause]
) throws -> ServiceConfiguration {
    let loader = ConfigurationLoader(keys: keys) { path in
        guard let text = files[path] else { throw LunaError("file.unreadable", .resource, "'\(path)': no such file.") }
        return Array(text.utf8)
    }
    guard case .run(let configuration) = try loader.load(arguments: arguments, environment: environment) else {
        throw LunaError("test", .internal, "asked for something else than running")
    }
    return configuration
}

private func problems(
    _ arguments: [String] = [], environment: [String: String] = [:], files: [String: String] = [:],
    keys: [ConfigurationKey] = [workers, apiKey, verbose, pause]
) -> [String: String] {
    do {
        _ = try load(arguments, environment: environment, files: files, keys: keys)
        return [:]
    } catch {
        return (error as? LunaError)?.details ?? ["unexpected": "\(error)"]
    }
}

@Suite struct ConfigurationTests {
    @Test func flagsWinOverEnvironmentOverFileOverDefault() throws {
        let file = ["c.json": #"{"workers": 10, "log": {"level": "debug"}, "pause": "9s"}"#]
        let environment = ["LUNA_CONFIG": "c.json", "LUNA_WORKERS": "20", "LUNA_LOG_LEVEL": "warning"]
        let all = try load(["--workers", "30"], environment: environment, files: file)
        #expect(try all.integer(workers) == 30)
        #expect(try all.text(.logLevel) == "warning")
        #expect(try all.duration(pause) == .seconds(9))
        #expect(try all.integer(.httpPort) == 0)
        #expect(all.origins["workers"] == "flag --workers")
        #expect(all.origins["log.level"] == "environment LUNA_LOG_LEVEL")
        #expect(all.origins["pause"] == "file c.json")
        #expect(all.origins["http.port"] == "default")
        #expect(try load(environment: ["LUNA_WORKERS": ""]).integer(workers) == 4, "an empty variable is an unset one")
        #expect(try load(["--config=c.json"], files: file).integer(workers) == 10)
    }

    @Test func ownVariableWinsOverTheConventionalOne() throws {
        let both = try load(environment: ["NATS_URL": "nats://b:1", "LUNA_NATS_URL": "nats://a:1, nats://a:2"])
        #expect(try both.list(.natsURL) == ["nats://a:1", "nats://a:2"])
        #expect(try load(environment: ["NATS_URL": "nats://b:1"]).list(.natsURL) == ["nats://b:1"])
    }

    @Test func secretsComeFromFilesWithoutTheFinalLineFeed() throws {
        let files = ["/run/key": "s3cret\n"]
        let ours = try load(environment: ["LUNA_MODEL_API_KEY_FILE": "/run/key"], files: files)
        #expect(try ours.text(apiKey) == "s3cret")
        let conventional = try load(environment: ["OPENAI_API_KEY_FILE": "/run/key"], files: files)
        #expect(try conventional.text(apiKey) == "s3cret")
        #expect(
            problems(environment: ["OPENAI_API_KEY_FILE": "/nowhere"])["OPENAI_API_KEY_FILE"]?.contains("no such file")
                == true)
        let twice = problems(environment: ["OPENAI_API_KEY_FILE": "/run/key", "OPENAI_API_KEY": "x"], files: files)
        #expect(twice["OPENAI_API_KEY"]?.contains("only one") == true)
    }

    @Test func allProblemsAreReportedAtOnce() {
        let found = problems(
            ["--workers", "many", "--verbos", "--pause=90m", "stray"],
            environment: ["LUNA_HTTP_PORT": "70000", "LUNA_LOG_LEVEL": "inof", "LUNA_NATS_URL": "localhost:4222"],
            files: [:], keys: [workers, verbose, pause, mode])
        #expect(
            found.keys.sorted() == [
                "--pause", "--verbos", "--workers", "LUNA_HTTP_PORT", "LUNA_LOG_LEVEL", "LUNA_MODE", "LUNA_NATS_URL",
                "stray",
            ])
        #expect(found["--verbos"]?.contains("'--verbose'") == true)
        #expect(found["LUNA_LOG_LEVEL"]?.contains("'info'") == true)
        #expect(found["LUNA_MODE"]?.contains("required") == true)
    }

    @Test func aRequiredKeyThatIsWrongIsReportedOnce() {
        #expect(problems(["--mode=slow"], keys: [mode]).keys.sorted() == ["--mode"])
    }

    @Test func unknownEntriesOfTheFileAreNamed() {
        let found = problems(["--config", "c"], files: ["c": #"{"worker": 3, "http": {"prot": 1}, "$schema": "x"}"#])
        #expect(found["worker in c"]?.contains("'workers'") == true)
        #expect(found["http.prot in c"]?.contains("'http.port'") == true)
        #expect(found.count == 2)
        #expect(problems(["--config", "c"], files: ["c": "{"]).keys.sorted() == ["c"])
        #expect(problems(["--config", "gone"]).keys.sorted() == ["gone"])
    }

    @Test func secretsAreRefusedAsFlagsAndMaskedInTheDump() throws {
        let refused = problems(["--model-api-key", "hunter2"])
        #expect(refused["--model-api-key"]?.contains("LUNA_MODEL_API_KEY_FILE") == true)
        #expect(refused.values.allSatisfy { !$0.contains("hunter2") })
        #expect(problems(["--nats-url=nats://u:p@h:1"]).keys.contains("--nats-url"))
        #expect(try load(["--nats-url=nats://h:1"]).list(.natsURL) == ["nats://h:1"])
        let settings = try load(
            environment: [
                "LUNA_MODEL_API_KEY": "hunter2",
                "DATABASE_URL": "postgres://luna:hunter2@db:5432/luna?password=hunter2",
                "NATS_URL": "nats://a:hunter2@h1:4222,nats://b:hunter2@h2:4222",
            ])
        let dump = ConfigurationDocument.dump(settings)
        #expect(!dump.contains("hunter2"))
        #expect(dump.contains("postgres://***@db:5432/luna?***"))
        #expect(dump.contains("nats://***@h1:4222,nats://***@h2:4222"))
        #expect(dump.contains("workers = 4   (default)"))
    }

    @Test func wrongSecretsAreNotRepeatedInMessages() {
        let key = ConfigurationKey("pin", .integer(0...9), isSecret: true, "A pin.")
        let found = problems(environment: ["LUNA_PIN": "hunter2"], keys: [key])
        #expect(found["LUNA_PIN"]?.isEmpty == false)
        #expect(found.values.allSatisfy { !$0.contains("hunter2") })
    }

    @Test(arguments: [
        (["--verbose"], true), (["--no-verbose"], false), (["--verbose=yes"], true), (["--verbose", "false"], false),
        ([], false),
    ])
    func booleanFlags(_ arguments: [String], _ expected: Bool) throws {
        #expect(try load(arguments).flag(verbose) == expected)
    }

    @Test(arguments: [
        ("250ms", Duration.milliseconds(250)), ("30s", .seconds(30)), ("5m", .seconds(300)), ("2h", .seconds(7200)),
        ("7d", .seconds(604_800)), ("0s", .zero),
    ])
    func durationsAreReadAndWritten(_ text: String, _ duration: Duration) {
        #expect(DurationText.read(text) == duration)
        #expect(DurationText.write(duration) == text)
    }

    @Test(arguments: ["", "5", "s", "5 s", "-1s", "1.5s", "5w", "99999999999999999999s", "9223372036854775807d", "٣s"])
    func whatIsNoDurationIsRefused(_ text: String) { #expect(DurationText.read(text) == nil) }

    @Test func aKeyOutsideTheTableCannotBeRead() throws {
        let settings = try load(keys: [])
        #expect(throws: LunaError.self) { try settings.integer(workers) }
        #expect(throws: LunaError.self) { try settings.integer(.logLevel) }
    }

    @Test func theFirstWordsOfHelpNameFlagsVariablesAndDefaults() {
        let keys = ConfigurationLoader(keys: [workers, apiKey]).keys
        let help = ConfigurationDocument.help(name: "thing", version: "1.2.3", description: "does things", keys: keys)
        for text in [
            "luna-thing 1.2.3: does things", "--workers N   (default 4)", "OPENAI_API_KEY_FILE", "--check-config",
        ] {
            #expect(help.contains(text), "\(text)")
        }
    }

    @Test func theDocumentationIsInStepWithTheKeys() throws {
        let path = repositoryRoot + "/docs/configuration.md"
        let page = String(decoding: try SmallFile.read(path), as: UTF8.self)
        let table = ConfigurationDocument.markdown(title: "Settings of every service", keys: ConfigurationKey.common)
        let wanted = try #require(ConfigurationDocument.replacing(block: "common", in: page, with: table))
        if isUpdatingDocumentation { try SmallFile.write(Array(wanted.utf8), to: path, mode: 0o644) }
        #expect(
            isUpdatingDocumentation || page == wanted,
            "run the tests with LUNA_UPDATE_DOCS=1 to renew docs/configuration.md")
    }
}
