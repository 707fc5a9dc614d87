extension TaskGraph {
    /// The graph as a Mermaid flow chart. Ids become `n0`, `n1` …; labels are escaped, so no name can break the drawing.
    public var mermaid: String {
        let numbers = Dictionary(nodes.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { a, _ in a })
        var lines = ["flowchart LR"]
        for (index, node) in nodes.enumerated() {
            let label = Self.mermaidLabel(node.isBarrier ? node.title : node.id)
            lines.append(node.isBarrier ? "  n\(index)((\"\(label)\"))" : "  n\(index)[\"\(label)\"]")
        }
        for (index, node) in nodes.enumerated() {
            for dependency in node.dependsOn {
                if let source = numbers[dependency] { lines.append("  n\(source) --> n\(index)") }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Everything but letters, digits and a few harmless signs as a numeric entity code of Mermaid.
    private static func mermaidLabel(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            let isPlain =
                scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value)
                || "._- ".unicodeScalars.contains(scalar)
            out += isPlain ? String(scalar) : "#\(scalar.value);"
        }
        return out
    }
}
