import Glibc

/// Answers standard input line by line: each as soon as it is complete, whatever the pieces in which it comes.
enum InputLines {
    /// Empty lines are passed over. The last line may lack its end.
    static func answer(_ respond: ([UInt8]) -> [UInt8]) {
        var pending: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            var answers: [UInt8] = []
            var start = 0
            for index in 0..<count where buffer[index] == 10 {
                pending.append(contentsOf: buffer[start..<index])
                start = index + 1
                finish(&pending, respond, &answers)
            }
            pending.append(contentsOf: buffer[start..<count])
            if !answers.isEmpty { Output.write(answers) }
        }
        var answers: [UInt8] = []
        finish(&pending, respond, &answers)
        if !answers.isEmpty { Output.write(answers) }
    }

    private static func finish(_ line: inout [UInt8], _ respond: ([UInt8]) -> [UInt8], _ answers: inout [UInt8]) {
        defer { line.removeAll(keepingCapacity: true) }
        guard line.contains(where: { $0 > 32 }) else { return }
        answers += respond(line) + [10]
    }
}
