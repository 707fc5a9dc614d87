/// A path with places for parameters: `/v1/executions/{execution}:cancel`, `/v1/…/artifacts/{path…}`.
struct RoutePattern: Sendable, Hashable, CustomStringConvertible {
    private enum Part: Sendable, Hashable {
        case literal(String)
        /// A parameter that makes up a segment, except for a fixed ending such as `:cancel`.
        case parameter(String, ending: String)
        /// All remaining segments, at least one.
        case rest(String)
    }

    /// As declared, but with `{path}` for `{path…}`: the form of OpenAPI.
    let description: String
    private let parts: [Part]

    init(_ path: String) {
        parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { segment in
            guard segment.first == "{", let close = segment.firstIndex(of: "}") else {
                return .literal(String(segment))
            }
            let name = segment[segment.index(after: segment.startIndex)..<close]
            if name.last == "…" { return .rest(String(name.dropLast())) }
            return .parameter(String(name), ending: String(segment[segment.index(after: close)...]))
        }
        description = String(path.filter { $0 != "…" })
    }

    var parameterNames: [String] {
        parts.compactMap { part in
            switch part {
            case .literal: nil
            case .parameter(let name, _), .rest(let name): name
            }
        }
    }

    /// The parameters of a path that this pattern stands for; nil for other paths.
    func match(_ segments: [String]) -> [String: String]? {
        var found: [String: String] = [:]
        for (index, part) in parts.enumerated() {
            guard index < segments.count else { return nil }
            let segment = segments[index]
            switch part {
            case .literal(let text): if segment != text { return nil }
            case .parameter(let name, let ending):
                guard segment.hasSuffix(ending), segment.utf8.count > ending.utf8.count else { return nil }
                let value = String(segment.dropLast(ending.count))
                // Names of ours hold no colon, so that `{execution}` does not swallow `x:cancel`.
                if ending.isEmpty, value.contains(":") { return nil }
                found[name] = value
            case .rest(let name):
                let rest = segments[index...].joined(separator: "/")
                guard !rest.isEmpty else { return nil }
                found[name] = rest
                return found
            }
        }
        return segments.count == parts.count ? found : nil
    }
}
