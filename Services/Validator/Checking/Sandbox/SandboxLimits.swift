/// What a sandboxed check may use. Sizes are bytes. Every limit holds for one check of one project.
public struct SandboxLimits: Sendable, Hashable {
    /// Memory of all processes together. Held by a control group where one is delegated to this service, else by the
    /// driver, which looks every 50 ms and ends everything that has more.
    public var memoryBytes: Int
    /// Address space of one process; a backstop that works everywhere.
    public var addressSpaceBytes: Int
    /// Processor time of one process.
    public var cpuSeconds: Int
    /// Processes and threads at a time.
    public var processes: Int
    /// Open files of one process.
    public var openFiles: Int
    /// The largest file that a process may write.
    public var writtenFileBytes: Int
    /// Size of the private `/tmp`, and again of the copy of the project.
    public var diskBytes: Int
    /// Files and folders of a project.
    public var projectEntries: Int
    /// Bytes of all files of a project.
    public var projectBytes: Int
    /// Bytes of one file of a project.
    public var projectFileBytes: Int
    /// How deep folders may be nested.
    public var projectDepth: Int
    /// Kept of what the tools print; the end of it.
    public var outputBytes: Int

    /// The defaults suit a project of some hundred files on a small machine.
    public init(
        memoryBytes: Int = 1 << 30, addressSpaceBytes: Int = 4 << 30, cpuSeconds: Int = 120, processes: Int = 128,
        openFiles: Int = 512, writtenFileBytes: Int = 128 << 20, diskBytes: Int = 256 << 20,
        projectEntries: Int = 5000, projectBytes: Int = 64 << 20, projectFileBytes: Int = 4 << 20,
        projectDepth: Int = 32, outputBytes: Int = 1 << 20
    ) {
        self.memoryBytes = memoryBytes
        self.addressSpaceBytes = addressSpaceBytes
        self.cpuSeconds = cpuSeconds
        self.processes = processes
        self.openFiles = openFiles
        self.writtenFileBytes = writtenFileBytes
        self.diskBytes = diskBytes
        self.projectEntries = projectEntries
        self.projectBytes = projectBytes
        self.projectFileBytes = projectFileBytes
        self.projectDepth = projectDepth
        self.outputBytes = outputBytes
    }
}
