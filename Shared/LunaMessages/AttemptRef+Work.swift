extension AttemptRef {
    /// The attempt that a work item asks for.
    public init(_ item: WorkItem) {
        self.init(execution: item.execution, task: item.task, attempt: item.attempt)
    }

    /// The attempt that a result is of.
    public init(_ result: WorkResult) {
        self.init(execution: result.execution, task: result.task, attempt: result.attempt)
    }
}
