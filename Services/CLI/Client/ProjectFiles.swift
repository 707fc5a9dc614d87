import Glibc
import LunaCore
import LunaStack

/// The files of a project directory that are worth checking.
struct ProjectFiles: Sendable {
    /// One file.
    struct Entry: Sendable, Hashable {
        /// Relative, with `/`.
        var path: String
        var size: Int
        var isExecutable: Bool
    }

    /// Never looked into: version control, installed packages, caches.
    static let skipped: Set<String> = [
        ".git", ".hg", ".svn", ".venv", "venv", ".tox", ".nox", "__pycache__", "node_modules", ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache", ".idea", ".vscode", ".DS_Store", ".luna", ".build", ".eggs", "htmlcov", ".coverage",
    ]
    static let maximumFile = 16 << 20
    static let maximumTotal = 256 << 20
    static let maximumCount = 10_000

    let directory: String
    let entries: [Entry]
    /// Links and special files, which are left out.
    let ignored: [String]

    /// - Throws: `LunaError` `check.not_a_directory`, `check.empty`, `check.too_large`.
    init(directory: String) throws {
        var status = stat()
        guard stat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw LunaError("check.not_a_directory", .notFound, "'\(directory)' is no directory that can be read.")
        }
        var entries: [Entry] = []
        var ignored: [String] = []
        var total = 0
        func visit(_ relative: String) throws {
            let place = relative.isEmpty ? directory : "\(directory)/\(relative)"
            for name in Files.names(in: place) where !Self.skipped.contains(name) && !name.hasSuffix(".pyc") {
                let path = relative.isEmpty ? name : "\(relative)/\(name)"
                var status = stat()
                guard lstat("\(directory)/\(path)", &status) == 0 else { continue }
                switch status.st_mode & S_IFMT {
                case S_IFDIR: try visit(path)
                case S_IFREG:
                    let size = Int(status.st_size)
                    guard size <= Self.maximumFile else {
                        throw Self.tooLarge("'\(path)' has more than \(Self.maximumFile >> 20) MB")
                    }
                    total += size
                    guard total <= Self.maximumTotal else {
                        throw Self.tooLarge("it has more than \(Self.maximumTotal >> 20) MB in all")
                    }
                    guard entries.count < Self.maximumCount else {
                        throw Self.tooLarge("it has more than \(Self.maximumCount) files")
                    }
                    entries.append(Entry(path: path, size: size, isExecutable: status.st_mode & S_IXUSR != 0))
                default: ignored.append(path)
                }
            }
        }
        try visit("")
        guard !entries.isEmpty else {
            throw LunaError("check.empty", .validation, "'\(directory)' holds no files to check.")
        }
        self.directory = directory
        self.entries = entries
        self.ignored = ignored
    }

    private static func tooLarge(_ what: String) -> LunaError {
        LunaError(
            "check.too_large", .validation, "The project is too large to be checked: \(what). Check a part of it.")
    }

    /// Sends all files to the server, each content once and several at a time.
    /// - Returns: `FileRef`s as JSON.
    func upload(_ client: APIClient) async throws -> [JSONValue] {
        try await withThrowingTaskGroup(of: (Int, JSONValue).self) { group in
            var answers = [JSONValue](repeating: .null, count: entries.count)
            var next = 0
            func addNext() {
                guard next < entries.count else { return }
                let index = next
                let entry = entries[index]
                next += 1
                group.addTask { (index, try await upload(entry, client)) }
            }
            for _ in 0..<8 { addNext() }
            while let (index, value) = try await group.next() {
                answers[index] = value
                addNext()
            }
            return answers
        }
    }

    private func upload(_ entry: Entry, _ client: APIClient) async throws -> JSONValue {
        guard let bytes = Files.read("\(directory)/\(entry.path)", limit: Self.maximumFile) else {
            throw LunaError("check.unreadable", .permission, "'\(entry.path)' cannot be read.")
        }
        let blob = try await client.post("/v1/blobs", bytes: bytes, contentType: "application/octet-stream").json()
        return [
            "path": .string(entry.path), "sha256": .string(blob.text("sha256")),
            "size": .number(JSONNumber(Int64(bytes.count))),
            "executable": .bool(entry.isExecutable),
        ]
    }
}
