import Glibc
import LunaCore
import LunaValidation

/// One labelled project: its files, what the validator has to say, and the rule that has to be among the findings.
struct CorpusCase: Sendable {
    var name: String
    var verdicts: Set<Verdict>
    var rule: String?
    var files: [(path: String, text: String)]
    /// Makes what text files cannot express (links, pipes, modes) in the directory.
    var arrange: (@Sendable (String) throws -> Void)?
    var deadlineSeconds = 20

    static func passes(_ name: String, _ files: [(String, String)]) -> CorpusCase {
        CorpusCase(name: name, verdicts: [.passed], rule: nil, files: files)
    }

    static func fails(_ name: String, _ rule: String, _ files: [(String, String)]) -> CorpusCase {
        CorpusCase(name: name, verdicts: [.failed], rule: rule, files: files)
    }

    static func gives(_ name: String, _ verdict: Verdict, _ rule: String?, _ files: [(String, String)]) -> CorpusCase {
        CorpusCase(name: name, verdicts: [verdict], rule: rule, files: files)
    }

    /// Any verdict but passed will do.
    static func hostile(
        _ name: String, _ files: [(String, String)], deadlineSeconds: Int = 20,
        arrange: (@Sendable (String) throws -> Void)? = nil
    ) -> CorpusCase {
        CorpusCase(
            name: name, verdicts: Set(Verdict.allCases).subtracting([.passed]), rule: nil, files: files,
            arrange: arrange, deadlineSeconds: deadlineSeconds)
    }

    /// A project whose only test passes.
    static let honest: [(String, String)] = [
        ("calc.py", "def add(a, b):\n    return a + b\n"),
        ("test_calc.py", "from calc import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n"),
    ]
}

/// Directories of tests, removed at the end.
enum Scratch {
    static func directory() throws -> String {
        var template = Array("/tmp/luna-validator-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw LunaError("test.scratch", .resource, "mkdtemp failed") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func write(_ text: String, to path: String) throws {
        try write(bytes: Array(text.utf8), to: path)
    }

    static func write(bytes: [UInt8], to path: String) throws {
        var parent = ""
        for part in path.split(separator: "/").dropLast() {
            parent += "/" + part
            mkdir(parent, 0o755)
        }
        guard let file = fopen(path, "w") else { throw LunaError("test.scratch", .resource, "cannot write \(path)") }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    static func remove(_ directory: String) {
        var process: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] =
            ["rm", "-rf", "--", directory]
            .map { (word: String) in strdup(word) } + [nil]
        posix_spawn(&process, "/bin/rm", nil, nil, &arguments, nil)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        for argument in arguments { free(argument) }
    }
}
