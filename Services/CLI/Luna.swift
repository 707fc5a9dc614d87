import ArgumentParser
import Glibc
import LunaCore

/// `luna`, the command line of the product.
@main
struct Luna: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "luna",
        abstract: "Turns a plan into a built, tested and packaged project.",
        discussion: """
            Start everything on this machine, then run a plan:

              luna up
              luna run examples/plans/todo-api.yaml

            Data goes to standard output, messages to standard error. Exit status:
            0 done, 1 failure, 2 wrong use, 3 stopped by a budget, 4 a person is needed,
            130 interrupted.

            Environment:
              LUNA_URL               the server (default: the local stack's)
              LUNA_HOME              directory of the local stack (default: .luna)
              LUNA_TENANT            tenant (default: the one that the key is for)
              LUNA_KEY               key of access (default: the local stack's, or that of luna login)
              LUNA_CA_FILE           PEM file of the authorities to trust about an https:// server
              LUNA_KEY_FILE          file that holds the key of access, instead
              NATS_URL, DATABASE_URL servers that luna up is to use
              NO_COLOR               no colours
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "Plans and executions",
                subcommands: [
                    RunCommand.self, Submit.self, Status.self, Watch.self, Logs.self, Why.self, Cancel.self, Pause.self,
                    Resume.self, ReplayCommand.self, DiffCommand.self, ForkCommand.self,
                    Artifacts.self, PlanCommand.self,
                ]),
            CommandGroup(
                name: "The local stack",
                subcommands: [
                    Up.self, Down.self, ProcessList.self, Restart.self, Stack.self, Demo.self, BackupCommand.self,
                    Restore.self, NATSCommand.self, CertificatesCommand.self, SecretsCommand.self, SupportCommand.self,
                ]),
            CommandGroup(
                name: "Everything else",
                subcommands: [
                    Login.self, Logout.self, WhoAmI.self, Keys.self, SignCommand.self, VerifyCommand.self, Check.self,
                    Agents.self, Costs.self, Audit.self, PolicyCommand.self, QuotasCommand.self,
                    Health.self, DeadLetterCommand.self,
                    SchemaCommand.self, PrivacyCommand.self,
                ]),
        ])

    static func main() async {
        Interruption.install()
        Glibc.exit(await run(Array(CommandLine.arguments.dropFirst())))
    }

    /// Runs one command line.
    /// - Returns: the exit status.
    static func run(_ arguments: [String]) async -> Int32 {
        do {
            var command = try parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return ExitStatus.done
        } catch {
            return report(error)
        }
    }

    /// Says what went wrong.
    private static func report(_ error: any Error) -> Int32 {
        switch error {
        case let end as ExitCode: return end.rawValue
        case is CancellationError: return ExitStatus.interrupted
        case let error as LunaError:
            Output.message("luna: \(error.message)")
            return ExitStatus.of(error)
        default:
            let text = fullMessage(for: error)
            // `--help` and `--version` come as errors, too.
            if exitCode(for: error) == .success {
                Output.line(text)
                return ExitStatus.done
            }
            Output.message(text.hasPrefix("Error: ") ? "luna: " + text.dropFirst("Error: ".count) : text)
            return ExitStatus.usage
        }
    }
}

/// What the process tells its caller.
enum ExitStatus {
    static let done: Int32 = 0
    static let failure: Int32 = 1
    static let usage: Int32 = 2
    static let budget: Int32 = 3
    static let human: Int32 = 4
    static let interrupted: Int32 = 130

    /// By the error's code.
    static func of(_ error: LunaError) -> Int32 {
        switch error.code.prefix(while: { $0 != "." }) {
        case "usage", "identifier": usage
        case "budget": budget
        case "human", "escalation": human
        case "cancelled": interrupted
        default: error.code == "stack.scale_invalid" || error.code == "stack.unknown_component" ? usage : failure
        }
    }

    /// By the state that an execution has ended in, or waits in.
    static func of(state: String) -> Int32 {
        switch state {
        case "succeeded": done
        case "held_budget": budget
        case "held_human", "input_required": human
        default: failure
        }
    }
}
