import FoundationEssentials
import LunaCore
import Testing

@testable import Assembler
@testable import LunaPlan

@Suite("Packages")
struct PackagingTests {
    private let entries = [
        ZIPArchive.Entry(
            path: "src/app.py", content: Array(String(repeating: "print('hello')\n", count: 200).utf8),
            executable: false),
        ZIPArchive.Entry(path: "run.sh", content: Array("#!/bin/sh\n".utf8), executable: true),
        ZIPArchive.Entry(path: "naïve.txt", content: [], executable: false),
    ]

    @Test("The same files in any order give the same bytes")
    func deterministic() throws {
        let one = try ZIPArchive.make(root: "demo-1.0.0", entries)
        #expect(try ZIPArchive.make(root: "demo-1.0.0", entries.reversed()) == one)
    }

    @Test("Python's zipfile finds every file whole, with names, modes and checksums")
    func readByPython() throws {
        let archive = try ZIPArchive.make(root: "demo-1.0.0", entries)
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "luna-zip-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appending(path: "demo.zip")
        try Data(archive).write(to: file)
        let script = """
            import json, sys, zipfile
            z = zipfile.ZipFile(sys.argv[1])
            assert z.testzip() is None
            print(json.dumps({i.filename: [len(z.read(i)), i.external_attr >> 16] for i in z.infolist()}))
            """
        let output = try Python.run(["-c", script, file.path(percentEncoded: false)])
        let found = try JSONParser.parse(Array(output.utf8))
        #expect(found["demo-1.0.0/src/app.py"] == [3000, 0o100644])
        #expect(found["demo-1.0.0/run.sh"] == [10, 0o100755])
        #expect(found["demo-1.0.0/naïve.txt"] == [0, 0o100644])
        #expect(found.objectValue?.count == 3)
    }

    @Test("Requirements are read from pyproject.toml with their names normalised")
    func requirements() {
        let text = """
            [project]
            name = "demo"
            dependencies = [
                "FastAPI>=0.110",  # the framework
                'SQL_Alchemy[asyncio] >= 2.0, < 3; python_version > "3.8"',
            ]
            [project.optional-dependencies]
            dev = ["pytest>=8"]
            [tool.other]
            dependencies = ["not-this"]
            """
        let found = Requirement.read(pyproject: text)
        #expect(found.map(\.name) == ["fastapi", "sql-alchemy", "pytest"])
        #expect(found.map(\.versions) == [">=0.110", ">=2.0,<3", ">=8"])
        #expect(found.map(\.isOptional) == [false, false, true])
    }

    /// Of FIPS 180-4's examples, and lengths around the end of a block.
    @Test(
        "SHA-1",
        arguments: [
            ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
            (String(repeating: "a", count: 55), "c1c8bbdc22796e28c0e15163d20899b65621d65a"),
            (String(repeating: "a", count: 64), "0098ba824b5c16427bd7a1122a5a442a25ec644d"),
            (String(repeating: "a", count: 1_000_000), "34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
        ])
    func sha1(text: String, digest: String) { #expect(SHA1.hex(Array(text.utf8)) == digest) }

    @Test("Both bills name the project, its libraries and its files, and are the same for the same content")
    func bills() throws {
        let bill = BillOfMaterials(
            project: ProjectSpec(
                name: "demo", type: .library, language: .python, description: "d", version: "1.0.0", license: "MIT",
                authors: []),
            requirements: Requirement.read(pyproject: "[project]\ndependencies = [\"httpx>=0.27\"]"),
            files: [("a.py", Digest(of: "a").hex, SHA1.hex(Array("a".utf8)))], created: "2026-01-01T00:00:00Z")
        let cycloneDX = try JSONParser.parse(bill.cycloneDX)
        #expect(cycloneDX["specVersion"] == "1.6")
        #expect(cycloneDX["metadata"]?["component"]?["purl"] == "pkg:pypi/demo@1.0.0")
        #expect(cycloneDX["components"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == ["httpx", "a.py"])
        let spdx = try JSONParser.parse(bill.spdx)
        #expect(spdx["spdxVersion"] == "SPDX-2.3")
        #expect(spdx["packages"]?.arrayValue?.count == 2)
        #expect(spdx["files"]?.arrayValue?.first?["fileName"] == "./a.py")
        #expect(bill.cycloneDX == bill.cycloneDX)
    }
}
