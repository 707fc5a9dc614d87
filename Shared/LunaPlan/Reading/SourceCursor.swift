/// A place in prepared source bytes that only moves forward, and knows its line and column.
struct SourceCursor {
    let bytes: [UInt8]
    private(set) var offset = 0
    private(set) var line: Int32 = 1
    /// Offset of the first byte of the current line.
    private(set) var lineStart = 0
    /// Columns are counted on from here, so that one long line costs linear time.
    private var columnAnchor = (offset: 0, column: Int32(1))

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset >= bytes.count }
    /// The byte here; 0 at the end (the sources hold no zero bytes).
    var current: UInt8 { offset < bytes.count ? bytes[offset] : 0 }
    /// Bytes since the start of the line; equals the indentation while only spaces were passed.
    var indent: Int { offset - lineStart }

    func byte(after distance: Int) -> UInt8 {
        let index = offset + distance
        return index < bytes.count ? bytes[index] : 0
    }

    mutating func advance() {
        guard offset < bytes.count else { return }
        if bytes[offset] == 0x0A {
            line += 1
            lineStart = offset + 1
            columnAnchor = (offset + 1, 1)
        }
        offset += 1
    }

    /// For stretches that hold no line break.
    mutating func advance(by count: Int) { offset = min(offset + count, bytes.count) }

    mutating func position() -> PlanPosition {
        var column = columnAnchor.column
        for byte in bytes[columnAnchor.offset..<offset] where byte & 0xC0 != 0x80 { column += 1 }
        columnAnchor = (offset, column)
        return PlanPosition(line: line, column: column)
    }

    mutating func skipSpaces() {
        while current == UInt8(ascii: " ") || current == UInt8(ascii: "\t") { offset += 1 }
    }

    func text(from start: Int, to end: Int) -> String { String(decoding: bytes[start..<end], as: UTF8.self) }
}

/// Bytes by their names in YAML 1.2.2 chapter 5.
enum Ascii {
    static let newline = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")
    static let colon = UInt8(ascii: ":")
    static let comma = UInt8(ascii: ",")
    static let dash = UInt8(ascii: "-")
    static let hash = UInt8(ascii: "#")
    static let question = UInt8(ascii: "?")
    static let quote = UInt8(ascii: "\"")
    static let apostrophe = UInt8(ascii: "'")
    static let backslash = UInt8(ascii: "\\")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")

    /// Space, tab, line break or the end of the source.
    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == newline || byte == tab || byte == 0 }
    static func isFlowIndicator(_ byte: UInt8) -> Bool {
        byte == comma || byte == openBrace || byte == closeBrace || byte == openBracket || byte == closeBracket
    }
}
