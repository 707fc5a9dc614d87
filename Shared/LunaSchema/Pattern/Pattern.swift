import LunaCore

/// A regular expression of ECMA-262 (Unicode mode), as JSON Schema's `pattern` wants it.
///
/// Answers only whether a text holds a match. The time is linear in the text: no expression and no text can make it
/// explode. Supported is everything except back-references: classes, Unicode properties, groups, lazy and counted
/// quantifiers, assertions, look-ahead and look-behind.
public struct Pattern: Sendable {
    /// The expression as written.
    public let source: String
    private let program: PatternProgram

    /// - Parameter isStrict: hold to the letter of the grammar; otherwise `\-` and a lone `}` are tolerated.
    /// - Throws: `LunaError` `pattern.invalid` with what is wrong and where.
    public init(_ source: String, isStrict: Bool = false) throws {
        do throws(PatternError) {
            var syntax = PatternSyntax(source, isStrict: isStrict)
            program = try PatternProgram(try syntax.parse())
        } catch {
            throw LunaError(
                "pattern.invalid", .validation,
                "The regular expression '\(source.prefix(200))' cannot be used: \(error.message) "
                    + "(at character \(error.offset + 1)).",
                details: ["offset": "\(error.offset)"])
        }
        self.source = source
    }

    /// Whether `text` holds a match anywhere.
    public func matches(_ text: String) -> Bool {
        var budget = Int.max
        return matches(text, budget: &budget) ?? false
    }

    /// Whether `text` holds a match; nil when that takes more steps than `budget`, which is reduced by the steps taken.
    func matches(_ text: String, budget: inout Int) -> Bool? {
        let scalars = text.unicodeScalars.map(\.value)
        var machine = PatternMachine(text: scalars, budget: budget)
        let found = machine.run(program, isReversed: false, wantsAll: false)
        budget = machine.budget
        guard budget >= 0 else { return nil }
        return found.first == true
    }
}

/// Runs programs over one text.
private struct PatternMachine {
    let text: [UInt32]
    var budget: Int

    /// With `wantsAll`: for every place 0…count whether a match ends there (begins there, for a reversed program).
    /// Otherwise one answer: whether there is a match.
    mutating func run(_ program: PatternProgram, isReversed: Bool, wantsAll: Bool) -> [Bool] {
        var lookTables: [[Bool]] = []
        for look in program.looks {
            lookTables.append(run(look.program, isReversed: look.isAhead, wantsAll: true))
            if budget < 0 { return [] }
        }
        let count = text.count
        var answers = [Bool](repeating: false, count: wantsAll ? count + 1 : 1)
        var current = ThreadList(program.instructions.count)
        var next = ThreadList(program.instructions.count)
        var stack: [Int] = []
        for step in 0...count {
            let place = isReversed ? count - step : step
            let accepted = close(&current, from: 0, program, place, lookTables, &stack)
            if accepted || current.hasAccepted {
                guard wantsAll else { return [true] }
                answers[place] = true
            }
            if step == count { break }
            if current.consumers.isEmpty, !wantsAll, !isReversed, program.isAnchored { break }
            let scalar = isReversed ? text[place - 1] : text[place]
            next.clear()
            let after = isReversed ? place - 1 : place + 1
            budget -= current.visited + 1
            if budget < 0 { return [] }
            for pc in current.consumers {
                if case .set(let index) = program.instructions[pc], program.sets[index].contains(scalar) {
                    if close(&next, from: pc + 1, program, after, lookTables, &stack) { next.hasAccepted = true }
                }
            }
            swap(&current, &next)
        }
        return answers
    }

    /// The instructions that are reached one after the other without reading; each is visited once per place.
    struct ThreadList {
        private var marks: [UInt32]
        private var generation: UInt32 = 1
        var consumers: [Int] = []
        var hasAccepted = false
        var visited = 0
        init(_ count: Int) { marks = Array(repeating: 0, count: count) }
        mutating func clear() {
            generation += 1
            consumers.removeAll(keepingCapacity: true)
            hasAccepted = false
            visited = 0
        }
        mutating func visit(_ pc: Int) -> Bool {
            if marks[pc] == generation { return false }
            marks[pc] = generation
            visited += 1
            return true
        }
    }

    /// Adds everything reachable from `start` at `place`; says whether the end of the program is among it.
    private func close(
        _ list: inout ThreadList, from start: Int, _ program: PatternProgram, _ place: Int, _ lookTables: [[Bool]],
        _ stack: inout [Int]
    ) -> Bool {
        var accepted = false
        stack.append(start)
        while let pc = stack.popLast() {
            guard list.visit(pc) else { continue }
            switch program.instructions[pc] {
            case .set: list.consumers.append(pc)
            case .split(let a, let b):
                stack.append(b)
                stack.append(a)
            case .jump(let target): stack.append(target)
            case .start: if place == 0 { stack.append(pc + 1) }
            case .end: if place == text.count { stack.append(pc + 1) }
            case .wordBoundary(let isNegated):
                let before = place > 0 && Self.isWord(text[place - 1])
                let after = place < text.count && Self.isWord(text[place])
                if (before != after) != isNegated { stack.append(pc + 1) }
            case .look(let index, let isNegated):
                if lookTables[index][place] != isNegated { stack.append(pc + 1) }
            case .accept: accepted = true
            }
        }
        return accepted
    }

    private static func isWord(_ value: UInt32) -> Bool {
        value == 95 || value &- 48 < 10 || (value | 32) &- 97 < 26 && value < 128
    }
}
