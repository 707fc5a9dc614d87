import FoundationEssentials
import LunaCore
import LunaPlan
import Testing

@testable import Assembler

@Suite("Packages")
struct PackagingTests {
    private let entries = [
        ZIPArchive.Entry(path: "src/app.py", content: Array(String(repeating: "print('hello')\n", count: 200).utf8), executable: false),
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
        let directory = FileManager.default.temporaryDirectory.appending(path: "luna-zip-\(UInt64.random(in: 0 ... .max))")
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

    @Test("Both bills name the project, its libraries and its files, and are the same for the same content")
    func bills() throws {
        let bill = BillOfMaterials(
            project: ProjectSpec(
                name: "demo", type: .library, language: .python, description: "d", version: "1.0.0", license: "MIT", authors: []),
            requirements: Requirement.read(pyproject: "[project]\ndependencies = [\"httpx>=0.27\"]"),
            files: [("a.py", Digest(of: "a").hex)], created: "2026-01-01T00:00:00Z")
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
