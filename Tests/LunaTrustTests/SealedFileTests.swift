import LunaCore
import LunaTrust
import Testing

@Suite struct SealedFileTests {
    private static let key = SealedFile.Secret.key([UInt8](repeating: 7, count: 32))

    @Test func piecesOpenOnlyWhereTheyWere() throws {
        let file = try SealedFile(creating: ["a": 1], secret: Self.key)
        let same = try SealedFile(opening: file.header, secret: Self.key)
        let piece = try file.seal([1, 2, 3], place: 4, isLast: false)
        #expect(try same.open(piece, place: 4, isLast: false) == [1, 2, 3])
        #expect(throws: LunaError.self) { try same.open(piece, place: 5, isLast: false) }
        #expect(throws: LunaError.self, "a cut is no end") { try same.open(piece, place: 4, isLast: true) }
        let other = try SealedFile(creating: ["a": 1], secret: Self.key)
        #expect(throws: LunaError.self, "another file with the same key") {
            try other.open(piece, place: 4, isLast: false)
        }
        for index in piece.indices {
            var changed = piece
            changed[index] ^= 0x80
            #expect(throws: LunaError.self) { try same.open(changed, place: 4, isLast: false) }
        }
    }

    @Test func onlyTheRightSecretOpens() throws {
        let file = try SealedFile(creating: [:], secret: .passphrase("correct horse battery"))
        #expect(throws: Never.self) {
            try SealedFile(opening: file.header, secret: .passphrase("correct horse battery"))
        }
        for secret in [SealedFile.Secret.passphrase("correct horse batterz"), Self.key] {
            let error = #expect(throws: LunaError.self) { try SealedFile(opening: file.header, secret: secret) }
            #expect(error?.code == "seal.secret_wrong")
        }
        for weak in [SealedFile.Secret.passphrase("short"), .key([1, 2, 3])] {
            let error = #expect(throws: LunaError.self) { try SealedFile(creating: [:], secret: weak) }
            #expect(error?.code == "seal.secret_weak")
        }
    }

    @Test func aChangedHeaderOpensNothing() throws {
        let file = try SealedFile(creating: ["created": "2026"], secret: Self.key)
        let piece = try file.seal([1], place: 0, isLast: true)
        let text = String(decoding: file.header, as: UTF8.self)
        let changed = Array(
            text.split(separator: "2026", omittingEmptySubsequences: false).joined(separator: "2027").utf8)
        #expect(changed != file.header)
        let opened = try SealedFile(opening: changed, secret: Self.key)
        #expect(throws: LunaError.self) { try opened.open(piece, place: 0, isLast: true) }
    }
}
