/// Takes a stream of server-sent events apart (WHATWG HTML, section 9.2.6), fed with pieces of any size. A value.
struct ServerSentEventParser: Sendable {
    /// One event.
    struct Event: Sendable, Hashable {
        /// `message` when the stream names no type.
        var type: String
        var data: String
        /// The id of this event, or of the last one that had an id.
        var id: String?
    }

    private var line: [UInt8] = []
    private var lastWasReturn = false
    private var isFirstLine = true
    private var type = ""
    private var data: [String] = []
    private var lastID: String?
    /// What the server asks to wait before connecting again, in milliseconds.
    private(set) var retryMilliseconds: Int?

    /// Events that are complete with `bytes`.
    mutating func feed(_ bytes: some Sequence<UInt8>) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            // CR, LF and CRLF end a line.
            if byte == 10, lastWasReturn {
                lastWasReturn = false
                continue
            }
            lastWasReturn = byte == 13
            if byte == 10 || byte == 13 {
                if let event = endLine() { events.append(event) }
            } else {
                line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() -> Event? {
        var text = String(decoding: line, as: UTF8.self)
        line.removeAll(keepingCapacity: true)
        if isFirstLine {
            isFirstLine = false
            if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        }
        if text.isEmpty { return dispatch() }
        let colon = text.unicodeScalars.firstIndex(of: ":")
        let field = colon.map { String(text[..<$0]) } ?? text
        var value = colon.map { String(text.unicodeScalars[text.unicodeScalars.index(after: $0)...]) } ?? ""
        if value.unicodeScalars.first == " " { value.unicodeScalars.removeFirst() }
        switch field {
        case "event": type = value
        case "data": data.append(value)
        case "id": if !value.unicodeScalars.contains("\0") { lastID = value }
        case "retry": retryMilliseconds = Int(value) ?? retryMilliseconds
        default: break  // Comments have an empty field name; unknown fields are for others.
        }
        return nil
    }

    private mutating func dispatch() -> Event? {
        defer {
            type = ""
            data = []
        }
        // Deviation: an event with a type but no data is handed on; `end` needs none.
        if data.isEmpty, type.isEmpty { return nil }
        return Event(type: type.isEmpty ? "message" : type, data: data.joined(separator: "\n"), id: lastID)
    }
}
