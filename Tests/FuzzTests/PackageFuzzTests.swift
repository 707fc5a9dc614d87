import LunaCore
import LunaFuzzKit
import Testing

@testable import CLI

extension Fuzzing {
    /// What `luna` fetches from a server.
    @Suite struct Packages {
        /// A ZIP with one stored file and one directory, written by hand.
        private static func zip() -> [UInt8] {
            func number(_ value: Int, _ width: Int) -> [UInt8] { (0..<width).map { UInt8(value >> (8 * $0) & 255) } }
            var (out, directory, count): ([UInt8], [UInt8], Int) = ([], [], 0)
            for (name, content) in [("top/a.txt", "hello"), ("top/b/c.py", "print(1)\n")] {
                let (name, content) = (Array(name.utf8), Array(content.utf8))
                let facts =
                    number(20, 2) + number(0, 2) + number(0, 2) + number(0, 4)
                    + number(Int(ZipArchive.checksum(content)), 4)
                    + number(content.count, 4) + number(content.count, 4) + number(name.count, 2) + number(0, 2)
                directory +=
                    [0x50, 0x4b, 1, 2] + number(20, 2) + facts + number(0, 2) + number(0, 2) + number(0, 2)
                    + number(0, 4)
                    + number(out.count, 4) + name
                out += [0x50, 0x4b, 3, 4] + facts + name + content
                count += 1
            }
            return out + directory + [0x50, 0x4b, 5, 6] + number(0, 4) + number(count, 2) + number(count, 2)
                + number(directory.count, 4) + number(out.count, 4) + number(0, 2)
        }

        @Test func archives() {
            Fuzzer("ZIP archives", seeds: [Self.zip()], words: ["PK\u{1}\u{2}", "PK\u{5}\u{6}", "../"], share: 3).run {
                input in
                let archive = try ZipArchive(input, limit: 1 << 20)
                for entry in archive.entries { _ = try archive.content(entry) }
                return true
            }
        }

        @Test func deflate() {
            // How long the content is, then the content: stored, with fixed tables, with tables of its own (RFC 1951, section 3.2).
            let seeds: [[UInt8]] = [
                [5] + [1, 5, 0, 0xfa, 0xff, 104, 101, 108, 108, 111],
                [17] + [203, 72, 205, 201, 201, 87, 200, 64, 144, 0],
                [220] + [
                    213, 202, 193, 17, 0, 48, 8, 2, 176, 89, 241, 80, 65, 246, 255, 119, 142, 230, 29, 104, 143, 168,
                    206, 133, 72, 169, 219, 44, 138, 156, 216, 208, 44, 254, 13, 15,
                ],
            ]
            Fuzzer("deflate", seeds: seeds, share: 3).run { input in
                let size = Int(input.first ?? 0)
                return try Inflate.decompress(input.dropFirst(), size: size).count == size
            }
        }

        @Test func paths() {
            let names = ["../a", "/a", "a/../../b", "C:\\x", "a//b", "a/./b", "top/a.txt"].map { Array($0.utf8) }
            Fuzzer("paths in archives", seeds: names, words: ["..", "/", "\\", "\0"], share: 2).run { input in
                let path = String(decoding: input, as: UTF8.self)
                guard ZipArchive.isSafe(path) else { return false }
                // Nothing that is called safe leads out of the directory.
                var depth = 0
                for part in path.split(separator: "/") where part != "." {
                    depth += part == ".." ? -1 : 1
                    #expect(depth >= 0, "\(path)")
                }
                #expect(!path.hasPrefix("/") && !path.contains("\0"), "\(path)")
                return true
            }
        }
    }
}
