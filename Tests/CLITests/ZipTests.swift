import LunaCore
import LunaStack
import Testing

@testable import CLI

/// Archives made by Python's zipfile, which is the witness.
@Suite struct ZipTests {
    private func archive(_ code: String) async throws -> [UInt8] {
        let folder = try Scratch()
        let child = try ChildProcess.spawn(
            executable: "/usr/bin/python3",
            arguments: [
                "-c",
                "import zipfile,random,sys\nz=zipfile.ZipFile(sys.argv[1],'w',8)\n\(code)\nz.close()",
                "\(folder.path)/z",
            ])
        try #require(await child.waitForExit() == 0)
        return try #require(Files.read("\(folder.path)/z"))
    }

    @Test func contentsAreWhatWasPackedWhateverTheirKind() async throws {
        // Empty, stored, fixed codes, dynamic codes, incompressible, long runs, large distances.
        let bytes = try await archive(
            """
            z.writestr('p/empty', b'')
            z.writestr('p/stored', b'as it is', zipfile.ZIP_STORED)
            z.writestr('p/short', b'abc')
            z.writestr('p/text', b'\\n'.join(b'line %d' % (i % 977) for i in range(20000)))
            random.seed(1); noise = bytes(random.randrange(256) for _ in range(100000))
            z.writestr('p/noise', noise)
            z.writestr('p/run', b'a' * 300000)
            z.writestr('p/far', noise[:32000] + b'x' * 700 + noise[:32000])
            i = zipfile.ZipInfo('p/tool'); i.external_attr = 0o100755 << 16
            z.writestr(i, b'#!/bin/sh')
            """)
        let zip = try ZipArchive(bytes)
        #expect(
            zip.entries.map(\.path) == [
                "p/empty", "p/stored", "p/short", "p/text", "p/noise", "p/run", "p/far", "p/tool",
            ])
        // The checksums are verified on the way; these are the facts that they cannot know.
        let text = try zip.content(zip.entries[3])
        #expect(String(decoding: text, as: UTF8.self).split(separator: "\n").count == 20_000)
        for entry in zip.entries { #expect(try zip.content(entry).count == entry.size) }
        let folder = try Scratch()
        #expect(try zip.unpack(to: folder.path, strippingTopDirectory: true) == 8)
        #expect(Files.text("\(folder.path)/stored") == "as it is")
        #expect(Files.isExecutable("\(folder.path)/tool") && !Files.isExecutable("\(folder.path)/short"))
    }

    @Test(arguments: ["../evil", "/etc/evil", "a/../../evil", "a\\\\evil", "a//b"]) func namesThatLeadOutAreRefused(
        name: String
    ) async throws {
        let bytes = try await archive("z.writestr('\(name)', b'x')")
        #expect(throws: LunaError.self) { try ZipArchive(bytes) }
    }

    @Test func linksAndBombsAreRefused() async throws {
        let link = try await archive(
            "i=zipfile.ZipInfo('l'); i.external_attr=0o120777<<16; z.writestr(i, b'/etc/passwd')")
        #expect(throws: LunaError.self) { try ZipArchive(link) }
        let bomb = try await archive("z.writestr('b', b'0' * 5000000)")
        let error = #expect(throws: LunaError.self) { try ZipArchive(bomb, limit: 1_000_000) }
        #expect(error?.code == "zip.too_large")
    }

    @Test func damageIsAnErrorAndNothingElse() async throws {
        let bytes = try await archive(
            "z.writestr('a', b''.join(b'line %d' % i for i in range(300))); z.writestr('b', b'other')")
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { damaged.removeLast(Int.random(in: 0..<damaged.count, using: &random)) }
            // Whatever comes out is either right or refused.
            if let zip = try? ZipArchive(damaged) {
                for entry in zip.entries {
                    if let content = try? zip.content(entry) { #expect(content.count == entry.size) }
                }
            }
        }
    }
}
