/// Places the nodes of a graph for drawing: columns by layer, crossings reduced by the barycentre method
/// (Sugiyama, Tagawa, Toda 1981). Deterministic.
struct GraphLayout {
    struct Box: Sendable {
        var x: Double
        var y: Double
        var width: Double
        var height: Double
    }

    /// In the order of the graph's nodes.
    private(set) var boxes: [Box]
    /// Edges as indices: from the dependency to the task that waits for it.
    let edges: [(from: Int, to: Int)]
    private(set) var width = 0.0
    private(set) var height = 0.0

    static let rowHeight = 44.0
    static let boxHeight = 28.0
    static let columnGap = 70.0
    static let margin = 20.0
    /// A rough width of one character at 12 px; the drawing needs no font metrics.
    static let characterWidth = 7.2

    init(_ graph: TaskGraph) {
        let nodes = graph.nodes
        let numbers = Dictionary(nodes.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { a, _ in a })
        let sources = nodes.map { $0.dependsOn.compactMap { numbers[$0] } }
        edges = sources.enumerated().flatMap { target, list in list.map { ($0, target) } }
        let layers = graph.layers
        var columns: [[Int]] = Array(repeating: [], count: (layers.max() ?? -1) + 1)
        for (index, layer) in layers.enumerated() { columns[layer].append(index) }
        Self.reduceCrossings(&columns, sources: sources, count: nodes.count)
        boxes = Array(repeating: Box(x: 0, y: 0, width: 0, height: Self.boxHeight), count: nodes.count)
        place(columns, labels: nodes.map { GraphLayout.label(of: $0) })
    }

    /// What is written in the box.
    static func label(of node: TaskNode) -> String {
        let text = node.isBarrier ? node.title : node.id
        return text.count > 40 ? String(text.prefix(39)) + "…" : text
    }

    private mutating func place(_ columns: [[Int]], labels: [String]) {
        let rows = columns.map(\.count).max() ?? 0
        height = Double(rows) * Self.rowHeight + 2 * Self.margin
        var x = Self.margin
        for column in columns {
            let widest = column.map { Double(labels[$0].count) * Self.characterWidth + 20 }.max() ?? 0
            let top = (height - Double(column.count) * Self.rowHeight) / 2
            for (row, node) in column.enumerated() {
                boxes[node].x = x
                boxes[node].y = top + Double(row) * Self.rowHeight + (Self.rowHeight - Self.boxHeight) / 2
                boxes[node].width = widest
            }
            x += widest + Self.columnGap
        }
        width = max(x - Self.columnGap, 0) + Self.margin
    }

    /// Four sweeps: each node moves to the mean place of its neighbours in the other columns.
    private static func reduceCrossings(_ columns: inout [[Int]], sources: [[Int]], count: Int) {
        var targets: [[Int]] = Array(repeating: [], count: count)
        for (target, list) in sources.enumerated() {
            for source in list { targets[source].append(target) }
        }
        var place = Array(repeating: 0.0, count: count)
        func note(_ column: [Int]) {
            for (row, node) in column.enumerated() { place[node] = (Double(row) + 0.5) / Double(column.count) }
        }
        columns.forEach(note)
        for sweep in 0..<4 {
            let neighbours = sweep % 2 == 0 ? sources : targets
            let order = sweep % 2 == 0 ? Array(columns.indices) : columns.indices.reversed()
            for index in order {
                let keys = columns[index].map { node in
                    let around = neighbours[node]
                    return around.isEmpty ? place[node] : around.reduce(0) { $0 + place[$1] } / Double(around.count)
                }
                let sorted = zip(columns[index], keys).enumerated().sorted {
                    ($0.element.1, $0.offset) < ($1.element.1, $1.offset)
                }
                columns[index] = sorted.map(\.element.0)
                note(columns[index])
            }
        }
    }
}
