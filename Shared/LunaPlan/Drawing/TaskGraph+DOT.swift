extension TaskGraph {
    /// The graph in the DOT language of Graphviz, with all strings quoted and escaped.
    public var dot: String {
        var lines = ["digraph plan {", "  rankdir=LR;", "  node [shape=box, style=rounded, fontname=\"sans-serif\"];"]
        for node in nodes {
            let shape = node.isBarrier ? ", shape=circle" : ""
            let tip = Self.dotText(node.capability)
            lines.append(
                "  \"\(Self.dotText(node.id))\" [label=\"\(Self.dotText(node.id))\", tooltip=\"\(tip)\"\(shape)];")
        }
        for node in nodes {
            for dependency in node.dependsOn {
                lines.append("  \"\(Self.dotText(dependency))\" -> \"\(Self.dotText(node.id))\";")
            }
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    /// Inside double quotes, DOT knows `\"` and, in labels, `\n`, `\l`, `\N` …: so backslashes are doubled.
    private static func dotText(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case _ where scalar.value < 0x20: out += " "
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
