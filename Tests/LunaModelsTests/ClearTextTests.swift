import Foundation
import Testing

/// That clear text cannot be given to a model is said by the compiler, so the compiler is asked.
@Suite("Clear text is no prompt")
struct ClearTextTests {
    /// The package's folder.
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let modules = root.appending(path: ".build/debug/Modules")

    /// What the compiler says about `code` in another module.
    private func problems(_ code: String) async throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "luna-\(UUID().uuidString).swift")
        try Data("import LunaPrivacy\nimport LunaModels\n\(code)\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        var arguments = ["swiftc", "-typecheck", "-swift-version", "6", "-I", Self.modules.path, file.path]
        for map in Self.moduleMaps() { arguments += ["-Xcc", "-fmodule-map-file=\(map)"] }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        let output = Pipe()
        process.standardError = output
        process.standardOutput = output
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                do {
                    try process.run()
                    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                    process.waitUntilExit()
                    continuation.resume(returning: text)
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }

    /// Of the C modules under those that are imported.
    private static func moduleMaps() -> [String] {
        func folders(_ url: URL) -> [URL] {
            (try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)) ?? []
        }
        // `debug` is a link, which is not listed through.
        let ours = folders(root.appending(path: ".build/debug").resolvingSymlinksInPath()).map {
            $0.appending(path: "module.modulemap")
        }
        let theirs = folders(root.appending(path: ".build/checkouts")).flatMap {
            folders($0.appending(path: "Sources")).map { $0.appending(path: "include/module.modulemap") }
        }
        return (ours + theirs).map(\.path).filter { FileManager.default.fileExists(atPath: $0) }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: modules.appending(path: "LunaModels.swiftmodule").path)))
    func onlyATokeniserMakesAPrompt() async throws {
        let tokenised = "func f(_ t: Tokeniser) -> ModelMessage { ModelMessage(.user, t.tokenise(\"x\")) }"
        let text = "func f() -> ModelMessage { ModelMessage(.user, \"jane@example.org\") }"
        let made = """
            func f(_ s: PrivacyScope) -> Tokenised {
                Tokenised(text: "jane@example.org", scope: s, destination: .cloud, counts: [:])
            }
            """
        let decoded = "func f<T: Decodable>(_: T.Type) {}\nfunc g() { f(Tokenised.self) }"
        #expect(try await problems(tokenised) == "")
        #expect(try await problems(text).contains("cannot convert value of type 'String'"))
        #expect(try await problems(made).contains("inaccessible due to 'package' protection level"))
        #expect(try await problems(decoded).contains("conform to 'Decodable'"))
    }
}
