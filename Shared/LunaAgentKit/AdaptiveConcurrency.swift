import LunaCore

/// How many attempts a worker makes at a time: additive increase, multiplicative decrease (Chiu and Jain, 1989), so that it finds what
/// the machine and those whom it asks bear. A value; time comes with each call.
struct AdaptiveConcurrency: Sendable {
    /// What was seen.
    enum Signal: Sendable {
        /// An attempt at a task of that kind came to its end. `isFull`: all permits were out.
        case finished(kind: String, took: Duration, isFull: Bool)
        /// Somebody upstream wants less: HTTP 429 or 503.
        case throttled
        /// The machine, or what it allows this process, is short of memory.
        case memoryPressure
    }

    let bounds: ClosedRange<Int>
    private(set) var limit: Int

    /// After a decrease, what was begun before it still comes to its end; its signals say nothing new.
    private static let settling = Duration.seconds(1)
    /// Differences in shorter attempts are noise.
    private static let shortest = Duration.milliseconds(100)
    /// So many times its usual time is slow.
    private static let slow = 3.0

    private var lastDecrease: ContinuousClock.Instant?
    /// Attempts that ended while all permits were out, since the limit was last changed.
    private var credit = 0
    private var slowOnes = 0
    private var seen = 0
    /// By kind of task: how long an attempt takes when nothing holds it up. Seconds.
    private var usual: [String: Double] = [:]

    /// - Parameter bounds: the limit stays inside; it begins at the upper one, which is what was configured.
    init(bounds: ClosedRange<Int>) {
        self.bounds = bounds
        limit = bounds.upperBound
    }

    mutating func note(_ signal: Signal, at now: ContinuousClock.Instant) {
        switch signal {
        case .throttled, .memoryPressure: decrease(to: limit / 2, at: now)
        case .finished(let kind, let took, let isFull):
            noteTime(kind, took)
            if seen >= max(10, limit) {
                if slowOnes * 2 > seen { decrease(to: limit * 3 / 4, at: now) }
                seen = 0
                slowOnes = 0
            }
            guard isFull, limit < bounds.upperBound else { return }
            credit += 1
            guard credit >= limit else { return }
            credit = 0
            limit += 1
        }
    }

    private mutating func noteTime(_ kind: String, _ took: Duration) {
        let seconds = Double(took.nanoseconds) / 1e9
        seen += 1
        guard let known = usual[kind] else {
            // Kinds come from plans: whoever invents new ones must not make this grow.
            if usual.count < 1024 { usual[kind] = seconds }
            return
        }
        if took > Self.shortest, seconds > known * Self.slow { slowOnes += 1 }
        // Down at once, up slowly: work that has become longer for good is the usual thing after a while.
        usual[kind] = seconds < known ? seconds : known + (seconds - known) * 0.005
    }

    private mutating func decrease(to wished: Int, at now: ContinuousClock.Instant) {
        if let lastDecrease, now - lastDecrease < Self.settling { return }
        lastDecrease = now
        limit = min(max(wished, bounds.lowerBound), bounds.upperBound)
        credit = 0
        seen = 0
        slowOnes = 0
    }
}

extension LunaError {
    /// Whether it says that somebody upstream wants fewer requests.
    var isThrottling: Bool {
        code.hasSuffix("rate_limited") || details["status"] == "429" || details["status"] == "503"
    }
}
