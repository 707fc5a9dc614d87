import Glibc
import LunaCore

/// Makes the JSON log lines of the services readable.
struct LogLinePrinter: Sendable {
    let terminal: Terminal
    /// As it is in the file.
    let raw: Bool

    func text(_ line: String) -> String {
        guard !raw, line.hasPrefix("{"), let value = try? JSONParser.parse(line), let members = value.objectValue else {
            return raw ? line : Terminal.harmless(line)
        }
        let time = members["time"]?.stringValue ?? members["timestamp"]?.stringValue ?? members["ts"]?.stringValue ?? ""
        let level = (members["level"]?.stringValue ?? "").lowercased()
        let message = members["message"]?.stringValue ?? members["msg"]?.stringValue ?? ""
        let known: Set = [
            "time", "timestamp", "ts", "level", "message", "msg", "service", "instance", "logger", "metadata",
        ]
        let facts = members.filter { !known.contains($0.key) }.merging(members["metadata"]?.objectValue ?? [:]) {
            old, _ in old
        }
        let rest = facts.sorted { $0.key < $1.key }.map { key, value in
            terminal.styled("\(key)=", .dim) + (value.stringValue ?? value.text(pretty: false))
        }
        let style: Terminal.Style =
            switch level {
            case "error", "critical": .red
            case "warning": .yellow
            default: .dim
            }
        // Our own colours go in after what came from outside was made harmless.
        let head = [
            Terminal.harmless(time), terminal.styled(Terminal.harmless(level), style), Terminal.harmless(message),
        ]
        return (head + rest.map { terminal.hasColor ? $0 : Terminal.harmless($0) }).filter { !$0.isEmpty }.joined(
            separator: " ")
    }
}

/// Hands on the lines that are added to a file, also after it was replaced by a new one.
struct FileFollower: Sendable {
    let path: String

    /// Runs until it is cancelled.
    func run(_ onLine: (String) -> Void) async throws {
        var descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        lseek(descriptor, 0, SEEK_END)
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = descriptor < 0 ? 0 : read(descriptor, &buffer, buffer.count)
            if count > 0 {
                rest.append(contentsOf: buffer[0..<count])
                while let end = rest.firstIndex(of: 10) {
                    onLine(String(decoding: rest[..<end], as: UTF8.self))
                    rest.removeSubrange(...end)
                }
                continue
            }
            if isReplaced(descriptor) {
                close(descriptor)
                descriptor = open(path, O_RDONLY | O_CLOEXEC)
                rest = []
                continue
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private func isReplaced(_ descriptor: Int32) -> Bool {
        var now = stat()
        var ours = stat()
        guard stat(path, &now) == 0, fstat(descriptor, &ours) == 0 else { return false }
        return now.st_ino != ours.st_ino || now.st_size < lseek(descriptor, 0, SEEK_CUR)
    }
}
