/// A regular expression compiled for a machine that looks at every code point once (Thompson 1968, Pike's variant).
///
/// The time is bounded by code points × instructions, whatever the expression, because the machine follows all ways at
/// once instead of trying one after the other. Look-around stays linear too: whether a sub-expression matches at a
/// place does not depend on the way there, so each is evaluated for all places beforehand, in one pass over the text.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        case set(Int)
        case split(Int, Int)
        case jump(Int)
        case start
        case end
        case wordBoundary(isNegated: Bool)
        case look(Int, isNegated: Bool)
        case accept
    }
    struct Look: Sendable {
        var program: PatternProgram
        /// Looking ahead runs over the text backwards, with the expression turned round.
        var isAhead: Bool
    }

    private(set) var instructions: [Instruction] = []
    private(set) var sets: [ScalarSet] = []
    private(set) var looks: [Look] = []
    private var work = 0

    static let maximumInstructions = 100_000
    private static let maximumWork = 1_000_000

    init(_ node: PatternNode) throws(PatternError) {
        try self.init(node, isReversed: false)
    }

    private init(_ node: PatternNode, isReversed: Bool) throws(PatternError) {
        try emit(node, isReversed)
        instructions.append(.accept)
    }

    /// Nothing can match behind the first place.
    var isAnchored: Bool {
        if case .start = instructions[0] { return true }
        return false
    }

    private mutating func emit(_ node: PatternNode, _ isReversed: Bool) throws(PatternError) {
        work += 1
        if instructions.count > Self.maximumInstructions || work > Self.maximumWork {
            throw PatternError(message: "the expression is too large when its repetitions are written out", offset: 0)
        }
        switch node {
        case .empty: break
        case .set(let set):
            sets.append(set.prepared())
            instructions.append(.set(sets.count - 1))
        case .sequence(let items):
            for item in isReversed ? items.reversed() : items { try emit(item, isReversed) }
        case .choice(let branches): try emitChoice(branches, isReversed)
        case .repetition(let inner, let least, let most): try emit(inner, least, most, isReversed)
        case .start: instructions.append(.start)
        case .end: instructions.append(.end)
        case .wordBoundary(let isNegated): instructions.append(.wordBoundary(isNegated: isNegated))
        case .look(let inner, let isAhead, let isNegated):
            looks.append(Look(program: try PatternProgram(inner, isReversed: isAhead), isAhead: isAhead))
            instructions.append(.look(looks.count - 1, isNegated: isNegated))
        }
    }

    private mutating func emitChoice(_ branches: [PatternNode], _ isReversed: Bool) throws(PatternError) {
        var ends: [Int] = []
        for (index, branch) in branches.enumerated() {
            guard index < branches.count - 1 else {
                try emit(branch, isReversed)
                break
            }
            let split = instructions.count
            instructions.append(.split(split + 1, 0))
            try emit(branch, isReversed)
            ends.append(instructions.count)
            instructions.append(.jump(0))
            instructions[split] = .split(split + 1, instructions.count)
        }
        for end in ends { instructions[end] = .jump(instructions.count) }
    }

    private mutating func emit(
        _ inner: PatternNode, _ least: Int, _ most: Int?, _ isReversed: Bool
    ) throws(PatternError) {
        // The same set serves every copy, so that x{1000} does not hold x a thousand times.
        var shared: (first: Int, count: Int)?
        func copy(_ program: inout PatternProgram) throws(PatternError) {
            if let shared, case .set = inner {
                program.work += 1
                if program.instructions.count > Self.maximumInstructions {
                    throw PatternError(
                        message: "the expression is too large when its repetitions are written out", offset: 0)
                }
                program.instructions.append(program.instructions[shared.first])
            } else {
                let first = program.instructions.count
                try program.emit(inner, isReversed)
                shared = (first, program.instructions.count - first)
            }
        }
        for _ in 0..<least { try copy(&self) }
        guard let most else {
            let split = instructions.count
            instructions.append(.split(split + 1, 0))
            try copy(&self)
            instructions.append(.jump(split))
            instructions[split] = .split(split + 1, instructions.count)
            return
        }
        var splits: [Int] = []
        for _ in least..<most {
            splits.append(instructions.count)
            instructions.append(.split(instructions.count + 1, 0))
            try copy(&self)
        }
        for split in splits { instructions[split] = .split(split + 1, instructions.count) }
    }
}
