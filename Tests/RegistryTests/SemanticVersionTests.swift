import LunaCore
import Testing

@testable import Registry

@Suite("Semantic versions")
struct SemanticVersionTests {
    @Test("Precedence is that of semver.org, paragraph 11")
    func precedence() throws {
        let ordered = [
            "0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0",
        ]
        let versions = try ordered.map { try SemanticVersion($0) }
        #expect(versions.shuffled().sorted().map(\.description) == ordered)
    }

    @Test("Build metadata is kept and plays no part in precedence")
    func build() throws {
        let plain = try SemanticVersion("1.0.0")
        let built = try SemanticVersion("1.0.0+build.7")
        #expect(!(plain < built) && !(built < plain))
        #expect(built.description == "1.0.0+build.7")
    }

    @Test(
        "What is no version is refused",
        arguments: [
            "", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0-a..b", "1.0.0+", "v1.0.0", "1.0.x",
            " 1.0.0",
            "1.0.99999999999999999999", "1.0.0-é",
        ])
    func refused(_ text: String) {
        #expect(throws: LunaError.self) { try SemanticVersion(text) }
    }
}
