import LunaCore
import LunaTrust
import Testing

@Suite("The audit chain: what was done to it is found and located")
struct AuditChainTests {
    let tenant = TenantID(trusted: "ada")
    let key = ChainKey(id: "c1", bytes: Array(repeating: 7, count: 32))

    func links(_ count: Int, rotatingAt: Int? = nil, other: ChainKey? = nil) throws -> [ChainLink] {
        var chain = AuditChain(tenant: tenant)
        return try (1...count).map { number in
            let key = rotatingAt.map { number >= $0 } == true ? other ?? self.key : self.key
            return try chain.append(
                entry: "e\(number)", fields: ["action": "thing.do", "at": .string("\(number)")], key: key)
        }
    }

    func findings(
        _ links: [ChainLink], keys: [ChainKey]? = nil, marks: [UInt64: String] = [:]
    ) -> [String] {
        var verifier = AuditVerifier(tenant: tenant, keys: keys ?? [key], checkpoints: marks)
        for link in links { verifier.check(link) }
        verifier.finish()
        return verifier.findings.map { "\($0.kind.rawValue) \($0.sequence) \($0.entry)" }
    }

    /// Gives every link the place that it is at, as somebody who covers traces would.
    func renumbered(_ links: [ChainLink]) -> [ChainLink] {
        links.enumerated().map { index, link in
            var link = link
            link.sequence = UInt64(index + 1)
            return link
        }
    }

    @Test("an untouched chain has no findings, across key rotation, and when it grows after a restart")
    func whole() throws {
        let second = ChainKey(id: "c2", bytes: Array(repeating: 9, count: 32))
        let all = try links(50, rotatingAt: 20, other: second)
        #expect(findings(all, keys: [key, second], marks: [30: all[29].mac, 50: all[49].mac]) == [])
        #expect(findings([]) == [])
        var grown = AuditChain(tenant: tenant, sequence: 50, mac: all[49].mac)
        let next = try grown.append(entry: "e51", fields: [:], key: second)
        #expect(findings(all + [next], keys: [key, second]) == [])
    }

    @Test(
        "numbers that a source has given and that never came are told, those that came late are not, nor other sources'"
    )
    func sources() throws {
        func chain(_ numbers: [(String, Int)]) throws -> [ChainLink] {
            var chain = AuditChain(tenant: tenant)
            return try numbers.enumerated().map { index, number in
                try chain.append(
                    entry: "e\(index + 1)",
                    fields: ["source": .string(number.0), "source_sequence": .string("\(number.1)")], key: key)
            }
        }
        func explained(_ links: [ChainLink]) -> [String] {
            var verifier = AuditVerifier(tenant: tenant, keys: [key])
            for link in links { verifier.check(link) }
            verifier.finish()
            return verifier.findings.map { "\($0.kind.rawValue) \($0.sequence) \($0.explanation.prefix { $0 != "," })" }
        }
        #expect(try explained(chain([("a", 1), ("b", 1), ("a", 2), ("b", 2), ("a", 3)])) == [])
        #expect(try explained(chain([("a", 1), ("a", 3), ("a", 2), ("a", 4)])) == [], "late is not lost")
        #expect(
            try explained(chain([("a", 1), ("b", 1), ("a", 4), ("a", 5)]))
                == ["undelivered 3 Entries 2 to 3 of a"])
        #expect(try explained(chain([("a", 2)])) == ["undelivered 1 Entry 1 of a"])
        #expect(
            try explained(chain([("a", 1), ("a", 6), ("a", 3), ("a", 5)])).sorted()
                == ["undelivered 2 Entry 2 of a", "undelivered 2 Entry 4 of a"])
        let again = try explained(chain([("a", 1), ("a", 2), ("a", 2)]))
        #expect(again.count == 1 && again[0].hasPrefix("repeated 3 "))
    }

    @Test("each way of tampering, at each place, is one finding of the right kind and place")
    func tampering() throws {
        let all = try links(12)
        for index in 0..<12 {
            let place = index + 1
            var edited = all
            edited[index].content = edited[index].content.replacing("thing.do", with: "thing.did")
            #expect(findings(edited) == ["edited \(place) e\(place)"])
            var unparsable = all
            unparsable[index].content = "{"
            #expect(findings(unparsable) == ["edited \(place) e\(place)"])
            var remade = all
            remade[index].mac = String(repeating: "0", count: 64)
            #expect(findings(remade) == ["edited \(place) e\(place)"])
            if index < 11 {
                var deleted = all
                deleted.remove(at: index)
                #expect(findings(deleted) == ["missing \(place) "])
                #expect(findings(renumbered(deleted)) == ["missing \(place) "])
                var swapped = all
                swapped.swapAt(index, index + 1)
                let found = findings(renumbered(swapped))
                #expect(found == ["reordered \(place) e\(place + 1)"])
            }
            var inserted = all
            inserted.insert(
                ChainLink(sequence: UInt64(place), entry: "x", content: all[index].content + " ", mac: all[index].mac),
                at: index)
            #expect(findings(renumbered(inserted)) == ["inserted \(place) x"])
            var copied = all
            copied.insert(all[index], at: index + 1)
            #expect(findings(renumbered(copied)) == ["inserted \(place + 1) e\(place)"])
        }
    }

    @Test("two entries far apart that changed places are two findings")
    func farSwap() throws {
        var all = try links(40)
        all.swapAt(9, 29)
        #expect(findings(renumbered(all)) == ["reordered 10 e30", "reordered 30 e10"])
    }

    @Test("a cut tail shows against a checkpoint, also when the chain has grown again since")
    func cut() throws {
        let all = try links(20)
        let marks: [UInt64: String] = [15: all[14].mac]
        #expect(findings(Array(all.prefix(12)), marks: marks) == ["cut 13 "])
        #expect(findings(Array(all.prefix(12))) == [])
        var chain = AuditChain(tenant: tenant, sequence: 12, mac: all[11].mac)
        let regrown = try (13...20).map { try chain.append(entry: "n\($0)", fields: [:], key: key) }
        #expect(findings(Array(all.prefix(12)) + regrown, marks: marks) == ["rewritten 15 n15"])
        #expect(findings([], marks: marks) == ["cut 1 "])
    }

    @Test("entries under a key that the audit trail does not have, of another tenant, or of nobody")
    func foreign() throws {
        var all = try links(10)
        let stranger = ChainKey(id: "c9", bytes: Array(repeating: 1, count: 32))
        var chain = AuditChain(tenant: tenant, sequence: 4, mac: all[3].mac)
        all[4] = try chain.append(entry: "e5", fields: [:], key: stranger)
        #expect(findings(all) == ["wrong_key 5 e5"])
        // The right name, but another key.
        let thief = ChainKey(id: "c1", bytes: Array(repeating: 1, count: 32))
        var forged = AuditChain(tenant: tenant, sequence: 4, mac: all[3].mac)
        all[4] = try forged.append(entry: "e5", fields: [:], key: thief)
        #expect(findings(all) == ["edited 5 e5"])
        var other = AuditChain(tenant: TenantID(trusted: "bob"), sequence: 4, mac: all[3].mac)
        all[4] = try other.append(entry: "e5", fields: [:], key: key)
        #expect(findings(all) == ["edited 5 e5"])
    }

    @Test("several attacks at once are all found")
    func several() throws {
        var all = try links(60)
        all.remove(at: 49)
        all.swapAt(29, 30)
        all[9].content = all[9].content.replacing("thing.do", with: "thing.x")
        #expect(findings(renumbered(all)) == ["edited 10 e10", "reordered 30 e31", "missing 50 "])
    }
}
