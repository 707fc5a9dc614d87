import Glibc
import LunaCore
import Testing

/// Feeds a parser with inputs that are nearly right: made from good ones by a seeded generator, so that a failure comes back with
/// the same seed. `LUNA_FUZZ_CASES` sets how many for each parser, `LUNA_FUZZ_SEED` which;
/// `LUNA_FUZZ_CASE` runs one alone.
///
/// Nothing may end the process, errors are `LunaError`s, and memory stays bounded. The input of the moment is in a file, which is
/// all that is left when a parser takes the process with it.
public struct Fuzzer {
    /// What became of the inputs.
    public struct Outcome: Sendable {
        public var cases = 0
        public var accepted = 0
        public var slowest = Duration.zero
        /// Which case that was: with the seed, it can be made again.
        public var slowestCase = 0
        /// Growth of the memory of the process: at most at a time, and what stayed; bytes.
        public var peak = 0
        public var kept = 0
    }

    /// Inputs for each parser unless `LUNA_FUZZ_CASES` says otherwise: seconds, for `make test`.
    public static let usualCases = 400

    private let name: String
    private let mutator: Mutator
    private let cases: Int
    private let seed: UInt64

    /// - Parameters:
    ///   - seeds: good inputs.
    ///   - words: what means something to the parser, and is put where it does not belong.
    ///   - share: part of the usual number of cases, for parsers that take long.
    public init(_ name: String, seeds: [[UInt8]], words: [String] = [], share: Double = 1) {
        self.name = name
        mutator = Mutator(seeds: seeds, words: words.map { Array($0.utf8) })
        let wanted = Self.number("LUNA_FUZZ_CASES").map(Int.init) ?? Self.usualCases
        cases = max(seeds.count, Int(Double(wanted) * share))
        seed = Self.number("LUNA_FUZZ_SEED") ?? 1
    }

    /// Runs all cases.
    /// - Parameter parse: true for an accepted input; throws a `LunaError` for a refused one. Anything else is a failure.
    @discardableResult
    public func run(_ parse: ([UInt8]) throws -> Bool) -> Outcome {
        var run = Run(name: name, seed: seed)
        for index in chosen {
            let input = input(index)
            run.begin(input)
            // Of the processor: others on the machine make no input slow.
            let start = Self.processorTime()
            run.end(index, Result { try parse(input) }, Self.processorTime() - start)
            if index == cases / 4 { run.isWarm() }
        }
        return run.finish()
    }

    /// As ``run(_:)`` for what waits for something, several at a time.
    @discardableResult
    public func run(_ width: Int, _ parse: @escaping @Sendable ([UInt8]) async throws -> Bool) async -> Outcome {
        var run = Run(name: name, seed: seed)
        await withTaskGroup(of: (Int, Result<Bool, any Error>, Duration).self) { group in
            for index in chosen {
                if index >= width, let (index, result, time) = await group.next() { run.end(index, result, time) }
                let input = input(index)
                run.begin(input)
                group.addTask {
                    let start = ContinuousClock.now
                    do {
                        return (index, .success(try await parse(input)), ContinuousClock.now - start)
                    } catch { return (index, .failure(error), ContinuousClock.now - start) }
                }
                if index == cases / 4 { run.isWarm() }
            }
            for await (index, result, time) in group { run.end(index, result, time) }
        }
        return run.finish()
    }

    /// All of them, or the one that `LUNA_FUZZ_CASE` names, whose beginning is printed.
    private var chosen: Range<Int> {
        guard let only = Self.number("LUNA_FUZZ_CASE").map(Int.init) else { return 0..<cases }
        let shown = input(only)
        let start = String(decoding: shown.prefix(400), as: UTF8.self).debugDescription
        print("fuzz: \(name), case \(only), \(shown.count) bytes: \(start)")
        return only..<(only + 1)
    }

    /// What the thread has had so far.
    private static func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Each case has a generator of its own: any of them can be made again alone.
    private func input(_ index: Int) -> [UInt8] {
        if index < mutator.seeds.count { return mutator.seeds[index] }
        var random = FuzzRandom(seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(index))
        return mutator.input(&random)
    }

    private static func text(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
    private static func number(_ name: String) -> UInt64? { text(name).flatMap { UInt64($0) } }
}

/// The cases of one parser while they run.
private struct Run {
    let name: String
    let seed: UInt64
    private let trail: String
    private let file: Int32
    private var outcome = Fuzzer.Outcome()
    private var warm = 0
    private var failures = 0

    init(name: String, seed: UInt64) {
        self.name = name
        self.seed = seed
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        trail = "\(folder)/luna-fuzz-\(name.replacing(" ", with: "-")).input"
        file = open(trail, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    }

    func begin(_ input: [UInt8]) {
        guard file >= 0 else { return }
        ftruncate(file, 0)
        _ = pwrite(file, input, input.count, 0)
    }

    mutating func end(_ index: Int, _ result: Result<Bool, any Error>, _ time: Duration) {
        switch result {
        case .success(let isAccepted): if isAccepted { outcome.accepted += 1 }
        case .failure(is LunaError): break
        case .failure(let error):
            failures += 1
            if failures <= 5 {
                Issue.record("\(name), case \(index) of seed \(seed): \(type(of: error)) and no LunaError: \(error)")
            }
        }
        if time > outcome.slowest { (outcome.slowest, outcome.slowestCase) = (time, index) }
        outcome.cases += 1
    }

    /// Caches and the allocator's own are filled by the first inputs.
    mutating func isWarm() {
        warm = ProcessMemory.resident
        ProcessMemory.forgetPeak()
    }

    mutating func finish() -> Fuzzer.Outcome {
        if warm == 0 { isWarm() }
        outcome.kept = max(0, ProcessMemory.resident - warm)
        outcome.peak = max(0, ProcessMemory.peak - warm)
        if file >= 0 { close(file) }
        unlink(trail)
        #expect(outcome.accepted > 0 || outcome.cases == 1, "\(name): not even what is right is accepted")
        #expect(outcome.peak < 256 << 20, "\(name): memory grew by \(outcome.peak >> 20) MB at a time")
        #expect(outcome.kept < 64 << 20, "\(name): \(outcome.kept >> 20) MB stayed in use")
        let slowest = Int((outcome.slowest / .milliseconds(1)).rounded(.up))
        print(
            "fuzz: \(name): \(outcome.cases) inputs (seed \(seed)), \(outcome.accepted) accepted, "
                + "\(outcome.cases - outcome.accepted) refused, slowest \(slowest) ms (case \(outcome.slowestCase)), "
                + "memory +\(outcome.peak >> 20) MB at most, +\(outcome.kept >> 20) MB kept")
        return outcome
    }
}

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
public struct FuzzRandom: RandomNumberGenerator {
    private var state: UInt64

    public init(_ seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// What the kernel says of this process.
private enum ProcessMemory {
    static var resident: Int { field("VmRSS:") }
    static var peak: Int { field("VmHWM:") }

    /// From now on the peak counts anew (proc(5), clear_refs).
    static func forgetPeak() {
        let file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = write(file, "5", 1)
        close(file)
    }

    private static func field(_ name: String) -> Int {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if text.hasPrefix(name) { return (Int(text.filter(\.isNumber)) ?? 0) << 10 }
        }
        return 0
    }
}
