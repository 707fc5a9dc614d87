import LunaCore
import LunaMessages

/// A message of each type of the contract with something in every field, in its JSON form.
enum MessageSamples {
    static let all: [(type: any WireMessage.Type, json: JSONValue)] = LunaContract.allMessageTypes.map {
        ($0, sample(of: $0, depth: 0))
    }

    private static func sample(of type: any WireMessage.Type, depth: Int) -> JSONValue {
        var object: [String: JSONValue] = [:]
        var hasChoice = false
        for field in type.jsonFields {
            // Of a choice only one may be there.
            if field.isChoice, hasChoice { continue }
            hasChoice = hasChoice || field.isChoice
            object[field.name] = value(of: field.kind, depth: depth)
        }
        return .object(object)
    }

    private static func value(of kind: JSONField.Kind, depth: Int) -> JSONValue {
        switch kind {
        case .text: "text \u{e9}\u{1F600}"
        case .flag: true
        case .integer: -7
        case .count: 300
        case .number: 2.5
        case .time: "2026-02-28T23:59:59.25Z"
        case .base64: "AAEC/w=="
        case .embedded: ["a": [1, nil, "b"]]
        case .enumeration(let words): words.last.map { .string($0) } ?? .null
        case .message(let type): depth < 3 ? sample(of: type, depth: depth + 1) : .null
        case .list(let kind): depth < 2 ? [value(of: kind, depth: depth + 1)] : []
        case .map(let kind): depth < 2 ? ["k": value(of: kind, depth: depth + 1)] : [:]
        }
    }
}
