/// One file of a generated project.
public struct GeneratedFile: Sendable, Hashable {
    /// Relative to the root of the project, with forward slashes, never absolute and never containing `..`.
    public let path: String
    /// The whole text, ending in a newline unless empty.
    public let contents: String
    /// Whether the file is to be marked executable.
    public let executable: Bool

    public init(path: String, contents: String, executable: Bool = false) {
        self.path = path
        self.contents = contents
        self.executable = executable
    }
}
