/// A table for people: columns as wide as they need to be, two spaces between them.
struct TextTable: Sendable {
    private let header: [String]
    private let rightAligned: Set<Int>
    private var rows: [[String]] = []

    /// - Parameter rightAligned: columns of numbers.
    init(_ header: [String], rightAligned: Set<Int> = []) {
        self.header = header
        self.rightAligned = rightAligned
    }

    /// Cells may hold escape sequences of ``Terminal/styled(_:_:)``.
    mutating func add(_ cells: [String]) { rows.append(cells) }

    var isEmpty: Bool { rows.isEmpty }

    func lines(_ terminal: Terminal) -> [String] {
        let all = [header.map { terminal.styled($0, .dim) }] + rows
        var widths = header.map { Terminal.width(of: $0) }
        for row in rows {
            for (index, cell) in row.enumerated() where index < widths.count {
                widths[index] = max(widths[index], Terminal.width(of: cell))
            }
        }
        return all.map { row in
            var line = ""
            for (index, cell) in row.enumerated() where index < widths.count {
                let space = String(repeating: " ", count: widths[index] - Terminal.width(of: cell))
                let isLast = index == row.count - 1
                line += rightAligned.contains(index) ? space + cell : cell + (isLast ? "" : space)
                if !isLast { line += "  " }
            }
            return line
        }
    }
}
