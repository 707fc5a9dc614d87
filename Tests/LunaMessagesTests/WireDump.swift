import LunaMessages

/// A message as lines `path=value`, made from the names of its Swift properties alone.
///
/// Interop/interop.py makes the same lines from the names in the contract with Python's protobuf. Comparing them finds
/// what a round trip through our own code cannot: two fields that are swapped in both directions.
enum WireDump {
    static func lines(_ message: any WireMessage) -> [String] {
        var lines: [String] = []
        add(message, "", &lines)
        return lines.sorted()
    }

    private static func add(_ value: Any, _ path: String, _ lines: inout [String]) {
        switch value {
        case let bytes as [UInt8]: if !bytes.isEmpty { lines.append("\(path)=\(hex(bytes))") }
        case let text as String: if !text.isEmpty { lines.append("\(path)=\(hex(Array(text.utf8)))") }
        case let flag as Bool: if flag { lines.append("\(path)=1") }
        case let number as any FixedWidthInteger: if "\(number)" != "0" { lines.append("\(path)=\(number)") }
        case let number as Double: if number != 0 { lines.append("\(path)=\(number.bitPattern)") }
        case let value as any WireEnum: if value.rawValue != 0 { lines.append("\(path)=\(value.rawValue)") }
        case let map as [String: String]:
            for (key, text) in map { lines.append("\(path)[\(hex(Array(key.utf8)))]=\(hex(Array(text.utf8)))") }
        case let list as [Any]:
            for (index, element) in list.enumerated() {
                lines.append("\(path)[\(index)]")
                add(element, "\(path)[\(index)]", &lines)
            }
        default: addChildren(value, path, &lines)
        }
    }

    private static func addChildren(_ value: Any, _ path: String, _ lines: inout [String]) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
            if let child = mirror.children.first { add(child.value, path, &lines) }
        case .enum:
            // A oneof: the path has its member's name, as if it were a field.
            guard let chosen = mirror.children.first, let name = chosen.label else { return }
            add(chosen.value, parent(path) + name, &lines)
        default:
            if !path.isEmpty { lines.append("\(path){}") }
            let prefix = path.isEmpty ? "" : path + "."
            for child in mirror.children { add(child.value, prefix + (child.label ?? "?"), &lines) }
        }
    }

    private static func parent(_ path: String) -> String {
        path.lastIndex(of: ".").map { String(path[...$0]) } ?? ""
    }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    static func bytes(hex: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = hex[...]
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
