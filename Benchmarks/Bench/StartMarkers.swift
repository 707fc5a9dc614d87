import Synchronization

/// Lets a measurement wait for the next start of a task.
final class StartMarkers: Sendable {
    final class Marker: Sendable {
        private struct State {
            var fired = false
            var waiter: CheckedContinuation<Void, Never>?
        }
        private let state = Mutex(State())

        func wait() async {
            await withCheckedContinuation { continuation in
                let fired = state.withLock { state -> Bool in
                    if !state.fired { state.waiter = continuation }
                    return state.fired
                }
                if fired { continuation.resume() }
            }
        }

        func fire() {
            let waiter = state.withLock { state in
                state.fired = true
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }

    private let current = Mutex<Marker?>(nil)

    func next() -> Marker {
        let marker = Marker()
        current.withLock { $0 = marker }
        return marker
    }

    func fire() {
        let marker = current.withLock { current in
            defer { current = nil }
            return current
        }
        marker?.fire()
    }
}
