import Synchronization

/// Takes the first of several results. Thread-safe; awaited once.
final class FirstResult<Value: Sendable>: Sendable {
    private struct State {
        var result: Result<Value, any Error>?
        var waiter: CheckedContinuation<Value, any Error>?
    }
    private let state = Mutex(State())

    func settle(_ result: Result<Value, any Error>) {
        let waiter = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            guard state.result == nil else { return nil }
            state.result = result
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(with: result)
    }

    func value() async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let known = state.withLock { state -> Result<Value, any Error>? in
                if state.result == nil { state.waiter = continuation }
                return state.result
            }
            if let known { continuation.resume(with: known) }
        }
    }
}

/// Notes what happens, for a test that waits for it. Thread-safe.
public final class Recorder<Element: Sendable>: Sendable {
    private struct Waiter: Sendable {
        let condition: @Sendable ([Element]) -> Bool
        let first: FirstResult<[Element]>
    }
    private struct State {
        var elements: [Element] = []
        var waiters: [Waiter] = []
    }
    private let state = Mutex(State())

    public init() {}

    /// Everything so far, in order.
    public var all: [Element] { state.withLock { $0.elements } }

    public func append(_ element: Element) {
        let (woken, elements) = state.withLock { state -> ([Waiter], [Element]) in
            state.elements.append(element)
            let elements = state.elements
            let woken = state.waiters.filter { $0.condition(elements) }
            state.waiters.removeAll { $0.condition(elements) }
            return (woken, elements)
        }
        for waiter in woken { waiter.first.settle(.success(elements)) }
    }

    /// Waits until what has been noted satisfies `condition`.
    /// - Throws: `LunaError` `test.timeout`.
    @discardableResult
    public func wait(
        for what: String, limit: Duration = .seconds(60), _ condition: @escaping @Sendable ([Element]) -> Bool
    ) async throws -> [Element] {
        let first = FirstResult<[Element]>()
        let known = state.withLock { state -> [Element]? in
            if condition(state.elements) { return state.elements }
            state.waiters.append(Waiter(condition: condition, first: first))
            return nil
        }
        if let known { return known }
        return try await within(limit, what) { try await first.value() }
    }
}
