import Glibc
import LunaCore
import LunaStack
import LunaTestKit
import Testing

extension EndToEnd {
    @Suite struct Backups {
        @Test func whatRanGoesOnInAnotherSystem() async throws {
            let home = try await LunaHome.shared()
            let folder = try TestDirectory("backup")
            // One execution that has ended, one in the middle of which the backup is made.
            let ended = try await home.build("units-library.yaml").execution
            let open = String(
                try await home.luna(["submit", LunaHome.plan("ledger-library.yaml")]).output.dropLast())
            let paused = try await home.luna(["pause", open])
            #expect(paused.status == 0, "\(paused.messages)")
            let key = try Self.key(folder, "backup.key")
            let file = folder.file("monday.lunabackup")
            let began = CivilTime.rfc3339(unixNanoseconds: Backup.moment(), digits: 3)
            let create = try await home.luna(["backup", "create", file, "--key-file", key, "-o", "json"])
            try #require(create.status == 0, "\(create.messages)")
            #expect(create.messages.contains("folders of keys"))
            let whole = try await home.luna(["backup", "verify", file, "--key-file", key, "-o", "json"])
            #expect(whole.status == 0, "\(whole.messages)")
            #expect(try whole.json()["manifest"] == (try create.json()["manifest"]))
            try #require(
                try create.json()["manifest"]?["schemas"]?["orchestrator"]?.intValue ?? 0 > 0, "\(create.output)")

            // What is done after the backup is seen by somebody outside, and lost by the restore.
            let late = try await home.luna(["keys", "create", "late", "--role", "viewer"])
            #expect(late.status == 0, "\(late.messages)")
            let head = try await within(.seconds(60), "the key in the audit trail") {
                while true {
                    let list = try await home.luna(["audit", "list", "--action", "key.create", "-o", "json"])
                    if try list.json()["data"]?.arrayValue?.first?["at"]?.stringValue ?? "" > "\(began)" { break }
                    try await Task.sleep(for: .milliseconds(200))
                }
                return try await home.luna(["audit", "head"]).output
            }
            let checkpoint = folder.file("head.json")
            try Files.write(Array(head.utf8), to: checkpoint)

            let inUse = try await home.luna(["restore", file, "--key-file", key, "--replace"])
            #expect(inUse.status == 1 && inUse.messages.contains("stop the services first"), "\(inUse.messages)")

            let other = folder.file("other")
            func luna(_ arguments: [String]) async throws -> Program {
                try await Program(
                    "\(TestStack.binaries)/luna", arguments,
                    environment: home.environment.merging(["LUNA_HOME": other]) { _, new in new },
                    directory: folder.path, limit: .seconds(180))
            }
            try ProcessGuard.watch(folder.path)
            let restore = try await luna(["restore", file, "--key-file", key])
            try #require(restore.status == 0, "\(restore.messages)")
            #expect(restore.messages.contains("key files"), "the folders of keys are missing, and that is said")
            let again = try await luna(["restore", file, "--key-file", key])
            #expect(again.status == 1 && again.messages.contains("--replace"), "\(again.messages)")
            let replaced = try await luna(["restore", file, "--key-file", key, "--replace", "-o", "json"])
            #expect(replaced.status == 0, "\(replaced.messages)")
            let report = try replaced.json()
            let chain = try #require(report["audit_chains"]?.arrayValue?.first { $0["tenant"] == "local" })
            let place = String(try #require(chain["restored_to"]?.intValue))
            let time = try #require(report["restored_at"]?.stringValue)
            #expect(
                replaced.messages.contains("luna audit accept-restore --tenant local --to \(place) --at \(time)"),
                "\(replaced.messages)")

            // The copies of the folders of keys that were kept apart.
            let copy = try await Program(
                "/bin/sh",
                [
                    "-c",
                    "mkdir -p \"$2/data/security\" && cp -a \"$1/data/security/keys\" \"$2/data/security/\" "
                        + "&& cp -a \"$1/data/keys\" \"$2/data/\" && cp -a \"$1/access.key\" \"$2/\"", "sh", home.home,
                    other,
                ])
            #expect(copy.status == 0, "\(copy.messages)")
            let up = try await luna(["up", "--port", "0"])
            try #require(up.status == 0, "\(up.messages)")
            let then = try await home.luna(["status", ended, "-o", "json"]).json()
            let now = try await luna(["status", ended, "-o", "json"]).json()
            #expect(now == then)
            let list = ["artifacts", "list", ended, "-o", "json"]
            #expect(try await luna(list).output == (try await home.luna(list).output))
            let zip = try await luna(["artifacts", "get", ended, "-o", folder.file("out"), "--json"])
            #expect(zip.status == 0, "\(zip.messages)")
            let audit = try await luna(["audit", "verify"])
            #expect(audit.status == 0, "nobody outside is asked: \(audit.output)\(audit.messages)")
            let verify = ["audit", "verify", "--checkpoint", checkpoint]
            let lost = try await luna(verify)
            #expect(
                lost.status == 1 && (lost.output.contains("cut") || lost.output.contains("rewritten")), "\(lost.output)"
            )
            let accept = try await luna([
                "audit", "accept-restore", "--to", place, "--at", time, "--reason", "Monday's", "--checkpoint",
                checkpoint,
            ])
            #expect(accept.status == 0, "\(accept.messages)")
            let told = try await luna(verify)
            #expect(told.status == 0, "\(told.output)\(told.messages)")
            #expect(told.output.contains("set the chain back to entry \(place)") && told.output.contains("Monday's"))

            let resume = try await luna(["resume", open])
            #expect(resume.status == 0, "\(resume.messages)")
            let watch = try await luna(["watch", open])
            #expect(watch.status == 0, "what was in flight goes on to its end: \(watch.messages.suffix(2000))")
            #expect(try await luna(verify).status == 0)
            let down = try await luna(["down", "--data"])
            #expect(down.status == 0, "\(down.messages)")
        }

        @Test func aBackupThatCannotBeTrustedIsRefused() async throws {
            let home = try await LunaHome.shared()
            let folder = try TestDirectory("backup")
            let key = try Self.key(folder, "backup.key")
            let file = folder.file("a.lunabackup")
            let create = try await home.luna(["backup", "create", file, "--key-file", key])
            try #require(create.status == 0, "\(create.messages)")
            let bytes = try #require(Files.read(file))

            func refused(_ bytes: [UInt8], key: String, saying text: String, _ what: String) async throws {
                let path = folder.file("changed.lunabackup")
                try Files.write(bytes, to: path)
                for arguments in [["backup", "verify", path], ["restore", path]] {
                    let run = try await Program(
                        "\(TestStack.binaries)/luna", arguments + ["--key-file", key],
                        environment: home.environment.merging(["LUNA_HOME": folder.file("none")]) { _, new in new })
                    #expect(run.status == 1 && run.messages.contains(text), "\(what): \(run.messages)")
                }
                #expect(!Files.exists(folder.file("none")), "nothing was started or made: \(what)")
            }
            try await refused(Array(bytes.dropLast()), key: key, saying: "cut off", "one byte is missing")
            try await refused(Array(bytes.prefix(bytes.count / 2)), key: key, saying: "cut off", "half of it")
            for place in [bytes.count / 3, bytes.count / 2, bytes.count - 1] {
                var flipped = bytes
                flipped[place] ^= 1
                try await refused(flipped, key: key, saying: "damaged", "bit of byte \(place)")
            }
            try await refused(bytes + [0], key: key, saying: "damaged", "one byte more")
            try await refused(bytes, key: Self.key(folder, "other.key"), saying: "not the one", "another key")
            try await refused(Array("hello".utf8), key: key, saying: "no backup", "something else")
            var newer = bytes
            let mark = Array("\"format\":1".utf8)
            let at = try #require(newer.indices.first { newer[$0...].starts(with: mark) })
            newer[at + mark.count - 1] = UInt8(ascii: "2")
            try await refused(newer, key: key, saying: "newer luna", "a format to come")
        }

        @Test func aBackupThatCannotBeWrittenLeavesNothing() async throws {
            let home = try await LunaHome.shared()
            let folder = try TestDirectory("backup")
            let key = try Self.key(folder, "backup.key")
            try Files.makeDirectory(folder.file("target"))
            let path = folder.file("target/a.lunabackup")
            // A limit on the size of files does what a full disk does.
            let full = try await Program(
                "/bin/sh",
                [
                    "-c", "trap '' XFSZ; ulimit -f 4; exec \"$@\"", "sh", "\(TestStack.binaries)/luna", "backup",
                    "create",
                    path, "--key-file", key,
                ], environment: home.environment)
            #expect(full.status == 1 && full.messages.contains("cannot be written"), "\(full.messages)")
            #expect(Files.names(in: folder.file("target")).isEmpty)
            let nowhere = try await home.luna(["backup", "create", "/proc/a.lunabackup", "--key-file", key])
            #expect(nowhere.status == 1 && nowhere.messages.contains("cannot be written"), "\(nowhere.messages)")
            let unsealed = try await home.luna(["backup", "create", path])
            #expect(unsealed.status == 2 && unsealed.messages.contains("--key-file"), "\(unsealed.messages)")

            for _ in 0..<3 {
                let run = try await home.luna(
                    ["backup", "create", "--directory", folder.file("target"), "--keep", "2", "--key-file", key])
                #expect(run.status == 0, "\(run.messages)")
            }
            #expect(Files.names(in: folder.file("target")).count == 2)
        }

        private static func key(_ folder: TestDirectory, _ name: String) throws -> String {
            let path = folder.file(name)
            try Files.write((0..<32).map { _ in UInt8.random(in: 0 ... .max) }, to: path, mode: 0o600)
            return path
        }
    }
}
