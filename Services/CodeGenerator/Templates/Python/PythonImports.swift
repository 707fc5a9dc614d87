/// Collects the imports of one generated module and writes them in isort's order.
struct PythonImports {
    /// Packages that count as the project's own.
    private let firstParty: Set<String>
    private var plain: Set<String> = []
    private var members: [String: Set<String>] = [:]

    init(firstParty: Set<String>) { self.firstParty = firstParty }

    /// `import name` (or `import name as alias`, written out).
    mutating func module(_ name: String) { plain.insert(name) }

    /// `from module import names`.
    mutating func from(_ module: String, _ names: String...) { members[module, default: []].formUnion(names) }

    /// The import block, without a newline at its end; empty when nothing is imported.
    var text: String {
        var sections: [[String]] = [[], [], []]
        for name in plain.sorted(by: Self.moduleOrder) { sections[section(of: name)].append("import " + name) }
        for module in members.keys.sorted(by: Self.moduleOrder) {
            let names = (members[module] ?? []).sorted(by: Self.memberOrder)
            sections[section(of: module)].append("from \(module) import " + names.joined(separator: ", "))
        }
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private func section(of module: String) -> Int {
        let root = String(module.prefix { $0 != "." && $0 != " " })
        if firstParty.contains(root) { return 2 }
        return Self.standardLibrary.contains(root) ? 0 : 1
    }

    private static let standardLibrary: Set<String> = [
        "__future__", "argparse", "collections", "contextlib", "dataclasses", "datetime", "enum", "functools",
        "itertools", "json", "logging", "math", "operator", "os", "pathlib", "re", "sqlite3", "subprocess", "sys",
        "http", "typing", "urllib", "uuid", "tempfile", "shutil",
    ]

    private static func moduleOrder(_ left: String, _ right: String) -> Bool {
        if left == "__future__" || right == "__future__" { return left == "__future__" && right != "__future__" }
        return natural(left, right)
    }

    /// isort sorts members by kind (constants, classes, the rest), then by name.
    private static func memberOrder(_ left: String, _ right: String) -> Bool {
        let (a, b) = (kind(left), kind(right))
        return a == b ? natural(left, right) : a < b
    }

    private static func kind(_ name: String) -> Int {
        let bare = String(name.prefix { $0 != " " })
        if bare.count > 1, bare == bare.uppercased(), bare != bare.lowercased() { return 0 }
        return bare.first?.isUppercase == true ? 1 : 2
    }

    /// Case-insensitive, with runs of digits compared as numbers.
    private static func natural(_ left: String, _ right: String) -> Bool {
        let a = Array(left.lowercased().utf8)
        let b = Array(right.lowercased().utf8)
        var i = 0
        var j = 0
        func digits(_ bytes: [UInt8], _ start: inout Int) -> [UInt8] {
            var run: [UInt8] = []
            while start < bytes.count, (48...57).contains(bytes[start]) {
                run.append(bytes[start])
                start += 1
            }
            return Array(run.drop { $0 == 48 })
        }
        while i < a.count, j < b.count {
            if (48...57).contains(a[i]), (48...57).contains(b[j]) {
                let x = digits(a, &i)
                let y = digits(b, &j)
                if x.count != y.count { return x.count < y.count }
                if x != y { return x.lexicographicallyPrecedes(y) }
            } else {
                if a[i] != b[j] { return a[i] < b[j] }
                i += 1
                j += 1
            }
        }
        if a.count - i != b.count - j { return a.count - i < b.count - j }
        return left < right
    }
}
