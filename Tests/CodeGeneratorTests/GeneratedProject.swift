import Foundation
import LunaCore
import LunaPlan
import LunaTemplates
import Testing

/// A rendered project in a directory of its own, and the tools that judge it.
struct GeneratedProject {
    let directory: URL
    let package: String
    let files: [GeneratedFile]

    /// Renders every task of the plan and writes the files.
    init(_ plan: ProjectPlan) throws {
        files = try RenderAll.files(plan)
        directory = FileManager.default.temporaryDirectory.appending(path: "luna-generated-\(UUID().uuidString)")
        for file in files {
            let url = directory.appending(path: file.path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(file.contents.utf8).write(to: url)
        }
        let initFile = try #require(files.first { $0.path.hasPrefix("src/") && $0.path.hasSuffix("py.typed") })
        package = String(initFile.path.split(separator: "/")[1])
    }

    func remove() { try? FileManager.default.removeItem(at: directory) }

    /// Runs `python -m module arguments` in the project.
    func python(_ arguments: [String]) async throws -> Outcome {
        try await Outcome.run(Self.interpreter, arguments, in: directory)
    }

    /// The interpreter of the environment with ruff, pytest and what generated projects need.
    static var interpreter: URL {
        get throws {
            if let path = ProcessInfo.processInfo.environment["LUNA_PYTHON"], !path.isEmpty {
                return URL(filePath: path)
            }
            let local = repository.appending(path: ".venv/bin/python3")
            guard FileManager.default.isExecutableFile(atPath: local.path) else {
                throw LunaError(
                    "test.python", .dependency,
                    "There is no \(local.path). Run `make setup`, or set LUNA_PYTHON to a Python with ruff, pytest, fastapi and sqlalchemy."
                )
            }
            return local
        }
    }

    static var repository: URL {
        URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }
}

/// What a program did.
struct Outcome: Sendable {
    let status: Int32
    let text: String

    /// Runs a program without occupying a thread while it runs.
    static func run(_ program: URL, _ arguments: [String], in directory: URL) async throws -> Outcome {
        let output = directory.appending(path: ".output-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        let handle = try FileHandle(forWritingTo: output)
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.standardOutput = handle
        process.standardError = handle
        let environment = ProcessInfo.processInfo.environment.filter {
            !["DATABASE_URL", "PORT", "HOST", "LOG_LEVEL"].contains($0.key)
        }
        process.environment = environment.merging(["PYTHONDONTWRITEBYTECODE": "1", "COVERAGE_FILE": ".coverage"]) { $1 }
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        try handle.close()
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        try FileManager.default.removeItem(at: output)
        return Outcome(status: process.terminationStatus, text: text)
    }
}
