extension TaskGraph {
    /// The graph as a stand-alone SVG picture: layers from left to right, colours by capability. All text is escaped;
    /// the picture holds no script and refers to nothing outside.
    public var svg: String {
        let layout = GraphLayout(self)
        let capabilities = Set(nodes.map(\.capability)).sorted()
        var lines = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.px(layout.width))" height="\(Self.px(layout.height))" \
            viewBox="0 0 \(Self.px(layout.width)) \(Self.px(layout.height))" font-family="sans-serif" font-size="12">
            """,
            "<title>Task graph of \(nodes.count) tasks</title>",
            "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">"
                + "<path d=\"M0 0L8 4L0 8z\" fill=\"#667\"/></marker></defs>",
            "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>",
            "<g fill=\"none\" stroke=\"#667\" stroke-opacity=\"0.55\" marker-end=\"url(#arrow)\">",
        ]
        for edge in layout.edges {
            let a = layout.boxes[edge.from]
            let b = layout.boxes[edge.to]
            let (x1, y1, x2, y2) = (a.x + a.width, a.y + a.height / 2, b.x, b.y + b.height / 2)
            let bend = max((x2 - x1) / 2, 20)
            lines.append(
                "<path d=\"M\(Self.px(x1)) \(Self.px(y1))C\(Self.px(x1 + bend)) \(Self.px(y1)) \(Self.px(x2 - bend)) \(Self.px(y2)) \(Self.px(x2)) \(Self.px(y2))\"/>"
            )
        }
        lines.append("</g>")
        for (node, box) in zip(nodes, layout.boxes) {
            let hue = (capabilities.firstIndex(of: node.capability) ?? 0) * 137 % 360
            let fill = node.isBarrier ? "#eee" : "hsl(\(hue) 70% 92%)"
            let stroke = node.isBarrier ? "#999" : "hsl(\(hue) 45% 45%)"
            lines.append(
                """
                <g><title>\(Self.xml(node.title)) (\(Self.xml(node.capability)))</title>\
                <rect x="\(Self.px(box.x))" y="\(Self.px(box.y))" width="\(Self.px(box.width))" height="\(Self.px(box.height))" rx="6" \
                fill="\(fill)" stroke="\(stroke)"/><text x="\(Self.px(box.x + box.width / 2))" y="\(Self.px(box.y + 18))" \
                text-anchor="middle" fill="#223">\(Self.xml(GraphLayout.label(of: node)))</text></g>
                """)
        }
        return lines.joined(separator: "\n") + "\n</svg>\n"
    }

    /// One decimal, the same on every machine.
    private static func px(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(abs(tenths % 10))"
    }

    private static func xml(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "&": out += "&amp;"
            case "\"": out += "&quot;"
            // XML 1.0 knows no other control characters, not even escaped.
            case _
            where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0xFFFE
                || scalar.value == 0xFFFF:
                out += " "
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
