import Foundation
import LunaCore
import LunaMessages
import Testing

@Suite("Random mutations")
struct MutationTests {
    // In a process of its own: a crash is one failed test, and what other tests allocate does not blur the measurement.
    @Test("A million broken encodings: each is refused or understood, none crashes, memory does not grow")
    func million() async {
        await #expect(processExitsWith: .success) {
            let warmUp = try await Mutations.run(seed: 1, count: 100_000)
            let before = try Mutations.residentBytes()
            let outcome = try await Mutations.run(seed: 2, count: 900_000)
            let growth = try Mutations.residentBytes() - before
            #expect(growth < 32 << 20, "grew by \(growth) bytes")
            #expect(warmUp.total + outcome.total == 1_000_000)
            // Both ways must be taken often, else the mutations test nothing.
            #expect(outcome.refused > 100_000)
            #expect(outcome.understood > 100_000)
        }
    }
}

enum Mutations {
    struct Outcome: Sendable {
        var refused = 0
        var understood = 0
        var total: Int { refused + understood }
    }

    struct Sample: Sendable {
        let bytes: [UInt8]
        /// True when the bytes are understood; throws when that contradicts itself.
        let decode: @Sendable ([UInt8]) throws -> Bool
    }

    struct Contradiction: Error {
        let bytes: [UInt8]
        let reason: String
    }

    static func run(seed: UInt64, count: Int) async throws -> Outcome {
        var source = RandomSource(seed: seed)
        let samples = try allRandomMessageTypes.flatMap { type in
            try (0..<5).map { _ in try sample(type, &source) }
        }
        // Now and then one that does not fit into the memory that a thread keeps from message to message.
        let large = try sample(PutBlobRequest(content: [UInt8](repeating: 7, count: 300_000)))
        let workers = 2
        return try await withThrowingTaskGroup { group in
            for worker in 0..<workers {
                group.addTask { [seed] in
                    var source = RandomSource(seed: seed &* 1000 &+ UInt64(worker))
                    var outcome = Outcome()
                    for round in 0..<(count / workers) {
                        let sample = round % 1000 == 0 ? large : samples[source.upTo(samples.count - 1)]
                        let mutated = mutate(sample.bytes, &source)
                        if try sample.decode(mutated) { outcome.understood += 1 } else { outcome.refused += 1 }
                    }
                    return outcome
                }
            }
            return try await group.reduce(into: Outcome()) {
                $0.refused += $1.refused
                $0.understood += $1.understood
            }
        }
    }

    private static func sample<M: RandomMessage>(_ type: M.Type, _ source: inout RandomSource) throws -> Sample {
        // Small messages: more of a mutation hits structure, and a million of them stay quick.
        var message = M.random(&source)
        for _ in 0..<20 {
            if 1...200 ~= (try message.serialized().count) { break }
            message = .random(&source)
        }
        return try sample(message)
    }

    private static func sample<M: WireMessage>(_ message: M) throws -> Sample {
        Sample(bytes: try message.serialized()) { mutated in
            let message: M
            do {
                message = try M(serialized: mutated)
            } catch let error as LunaError where error.code == "message.malformed" {
                return false
            }
            // What was understood must mean the same when it is told on.
            let told = try message.serialized()
            guard try M(serialized: told).serialized() == told else {
                throw Contradiction(bytes: mutated, reason: "\(M.fullName) changes when it is encoded again")
            }
            return true
        }
    }

    static func mutate(_ original: [UInt8], _ source: inout RandomSource) -> [UInt8] {
        var bytes = original
        for _ in 0...(source.upTo(3) == 0 ? 2 : 0) {
            let place = source.upTo(bytes.count)
            switch source.upTo(6) {
            case 0: bytes.removeLast(bytes.count - place)
            case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8(source.upTo(7))
            case 2 where place < bytes.count: bytes[place] = .random(&source)
            case 3: bytes.insert(.random(&source), at: place)
            case 4 where place < bytes.count: bytes.remove(at: place)
            case 5 where place < bytes.count: bytes += bytes[place...].prefix(32)
            default: bytes.append([0x00, 0x80, 0xFF, 0x7F, 0x0A][source.upTo(4)])
            }
        }
        return bytes
    }

    /// Resident memory of this process, from the kernel (proc(5), statm).
    static func residentBytes() throws -> Int {
        let statm = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        let pages = statm.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return try #require(pages) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
