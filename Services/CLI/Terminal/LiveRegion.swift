import Glibc
import Synchronization

/// Lines at the bottom of the terminal that are drawn again and again in place. Each picture is one write, so nothing
/// flickers; a
/// changed width is taken into account, so nothing is left behind. Thread-safe.
final class LiveRegion: Sendable {
    private struct Drawn {
        var lines: [String] = []
        var isOpen = false
    }
    private let drawn = Mutex(Drawn())

    init() {}

    /// Replaces what was drawn before.
    func draw(_ lines: [String]) {
        drawn.withLock { drawn in
            let (columns, rows) = Terminal.size()
            // The last row stays free: a line feed there would scroll the picture away from its place.
            let shown = lines.prefix(max(1, rows - 1)).map { Terminal.clipped($0, to: columns) }
            let text = Self.picture(from: drawn.lines, to: Array(shown), columns: columns, first: !drawn.isOpen)
            drawn = Drawn(lines: Array(shown), isOpen: true)
            put(text)
        }
    }

    /// Writes lines above the region, which stay.
    func print(_ lines: [String]) {
        drawn.withLock { drawn in
            let columns = Terminal.size().columns
            let text = Self.picture(from: drawn.lines, to: lines + drawn.lines, columns: columns, first: !drawn.isOpen)
            drawn.isOpen = true
            put(text)
        }
    }

    /// Leaves the last picture where it is and gives the cursor back.
    func close() {
        drawn.withLock { drawn in
            guard drawn.isOpen else { return }
            drawn = Drawn()
            put("\u{1B}[?25h")
        }
    }

    /// The escape sequences that turn one picture into the other.
    static func picture(from old: [String], to new: [String], columns: Int, first: Bool) -> String {
        // A terminal that was made narrower has wrapped the old lines.
        let rows = old.reduce(0) { $0 + max(1, (Terminal.width(of: $1) + columns - 1) / max(1, columns)) }
        var text = "\u{1B}[?2026h" + (first ? "\u{1B}[?25l" : "")
        text += rows > 0 ? "\u{1B}[\(rows)A\r" : "\r"
        for line in new { text += line + "\u{1B}[K\n" }
        return text + "\u{1B}[J\u{1B}[?2026l"
    }

    private func put(_ text: String) {
        let bytes = Array(text.utf8)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
