import Glibc

/// What the terminal can do, and how text looks on it.
struct Terminal: Sendable, Hashable {
    /// Whether lines may be redrawn.
    var isLive: Bool
    /// Whether colours and symbols may be used.
    var hasColor: Bool

    /// Standard output, for data that people look at.
    static let output = Terminal(descriptor: STDOUT_FILENO)
    /// Standard error, for messages and progress.
    static let messages = Terminal(descriptor: STDERR_FILENO)
    /// Nothing but text.
    static let plain = Terminal(isLive: false, hasColor: false)

    init(isLive: Bool, hasColor: Bool) {
        self.isLive = isLive
        self.hasColor = hasColor
    }

    private init(descriptor: Int32) {
        func set(_ name: String) -> String? {
            getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        let term = set("TERM")
        isLive = isatty(descriptor) == 1 && term != nil && term != "dumb"
        // https://no-color.org: any value but the empty one.
        hasColor = isLive && set("NO_COLOR") == nil
    }

    /// Columns and rows of the terminal that `descriptor` is.
    static func size(_ descriptor: Int32 = STDERR_FILENO) -> (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// How a piece of text is shown.
    enum Style: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    func styled(_ text: String, _ styles: Style...) -> String {
        guard hasColor, !styles.isEmpty, !text.isEmpty else { return text }
        return "\u{1B}[\(styles.map(\.rawValue).joined(separator: ";"))m\(text)\u{1B}[0m"
    }

    /// The columns that `text` takes, without its escape sequences. Every scalar counts as one.
    static func width(of text: String) -> Int {
        var count = 0
        var inEscape = false
        for scalar in text.unicodeScalars {
            if inEscape {
                if (0x40...0x7E).contains(scalar.value), scalar != "[" { inEscape = false }
            } else if scalar == "\u{1B}" {
                inEscape = true
            } else {
                count += 1
            }
        }
        return count
    }

    /// The first `width` columns of `text`, an ellipsis for the rest; escape sequences are kept.
    static func clipped(_ text: String, to width: Int) -> String {
        guard self.width(of: text) > width else { return text }
        var out = String.UnicodeScalarView()
        var count = 0
        var inEscape = false
        for scalar in text.unicodeScalars {
            if inEscape {
                out.append(scalar)
                if (0x40...0x7E).contains(scalar.value), scalar != "[" { inEscape = false }
            } else if scalar == "\u{1B}" {
                inEscape = true
                out.append(scalar)
            } else {
                count += 1
                if count < width { out.append(scalar) } else if count == width { out.append("…") }
            }
        }
        return String(out)
    }

    /// Text of somebody else without what could drive the terminal: control characters become `?`, tabs become spaces.
    static func harmless(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) else {
            return text
        }
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 9: out.append(contentsOf: "    ".unicodeScalars)
            case 0..<0x20, 0x7F...0x9F: out.append("?")
            default: out.append(scalar)
            }
        }
        return String(out)
    }
}
