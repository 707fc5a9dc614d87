/// Text as JSON has it, for writers that know their form and need no tree of values.
public enum JSONText {
    /// Appends `text` in quotes, escaped as RFC 8785 wants it: only what must be, in the shortest way.
    public static func append(_ text: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        let done: Void? = text.utf8.withContiguousStorageIfAvailable { escape($0, to: &out) }
        if done == nil { Array(text.utf8).withUnsafeBufferPointer { escape($0, to: &out) } }
        out.append(UInt8(ascii: "\""))
    }

    private static func escape(_ bytes: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
        var start = 0
        for index in bytes.indices {
            let byte = bytes[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            out.append(contentsOf: bytes[start..<index])
            start = index + 1
            out.append(UInt8(ascii: "\\"))
            switch byte {
            case 0x08: out.append(UInt8(ascii: "b"))
            case 0x09: out.append(UInt8(ascii: "t"))
            case 0x0A: out.append(UInt8(ascii: "n"))
            case 0x0C: out.append(UInt8(ascii: "f"))
            case 0x0D: out.append(UInt8(ascii: "r"))
            case 0x00..<0x20:
                out.append(contentsOf: "u00".utf8)
                for digit in [byte >> 4, byte & 15] { out.append(digit < 10 ? 48 + digit : 87 + digit) }
            default: out.append(byte)
            }
        }
        out.append(contentsOf: bytes[start...])
    }
}
