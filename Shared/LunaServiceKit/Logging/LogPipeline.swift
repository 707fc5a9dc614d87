import Logging
import LunaCore

/// What all loggers of a process share: who writes, how a line looks, and where it goes. Thread-safe.
public struct LogPipeline: Sendable {
    /// The form of a line.
    public enum Format: String, Sendable {
        /// One JSON object a line.
        case json
        /// For a person at a terminal.
        case text
    }

    /// The service's name.
    public let service: String
    /// The name of this instance.
    public let instance: String
    /// The form of a line.
    public let format: Format
    let redactor: any LogRedactor
    let write: @Sendable ([UInt8]) -> Void
    let now: @Sendable () -> Int64

    /// - Parameters:
    ///   - redactor: takes out what may not be logged.
    ///   - now: microseconds since 1970.
    ///   - write: takes one whole line with its line feed; must not block.
    public init(
        service: String, instance: String, format: Format, redactor: any LogRedactor = DefaultLogRedactor(),
        now: @escaping @Sendable () -> Int64 = { WallClock.now() / 1000 }, write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.service = service
        self.instance = instance
        self.format = format
        self.redactor = redactor
        self.now = now
        self.write = write
    }

    /// A logger that writes here, without touching the process-wide logging system.
    public func logger(_ label: String, level: Logger.Level = .info) -> Logger {
        Logger(label: label, factory: { LunaLogHandler(label: $0, level: level, pipeline: self) })
    }
}

/// The swift-log handler of the product.
public struct LunaLogHandler: LogHandler {
    private let label: String
    private let pipeline: LogPipeline
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    public var logLevel: Logger.Level

    /// - Parameters:
    ///   - label: the part of the program that logs.
    ///   - level: the least important level that is written.
    ///   - pipeline: where lines go.
    public init(label: String, level: Logger.Level, pipeline: LogPipeline) {
        self.label = label
        self.logLevel = level
        self.pipeline = pipeline
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var merged = metadata
        if let provided = metadataProvider?.get() { merged.merge(provided) { _, newer in newer } }
        if let given = event.metadata { merged.merge(given) { _, newer in newer } }
        if let error = event.error { merged["error"] = .string(String(describing: error)) }
        let record = LogRecord(
            microseconds: pipeline.now(), level: event.level, logger: label,
            message: String(event.message.description), metadata: merged, context: LogContext.current,
            trace: TraceContext.current)
        switch pipeline.format {
        case .json: pipeline.write(LogLine.json(record, pipeline))
        case .text: pipeline.write(LogLine.text(record, pipeline))
        }
    }
}

/// One thing to be logged.
struct LogRecord {
    let microseconds: Int64
    let level: Logger.Level
    let logger: String
    let message: String
    let metadata: Logger.Metadata
    let context: LogContext
    let trace: TraceContext?
}
