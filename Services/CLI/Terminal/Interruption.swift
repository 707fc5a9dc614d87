import Glibc
import Synchronization

/// Ctrl-C. A thread of its own waits for the signals, so what is done about them is ordinary code.
enum Interruption {
    private static let actions = Mutex<[@Sendable () -> Void]>([])

    /// To be called before any other thread is there: signals are blocked in this one and all that it starts.
    static func install() {
        signal(SIGPIPE, SIG_IGN)
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { _ in
                var set = sigset_t()
                sigemptyset(&set)
                sigaddset(&set, SIGINT)
                sigaddset(&set, SIGTERM)
                var number: Int32 = 0
                sigwait(&set, &number)
                for action in Interruption.actions.withLock({ $0.reversed() }) { action() }
                // 128 + the number of the signal, as shells do: 130 for Ctrl-C.
                _exit(128 + number)
            }, nil)
        pthread_detach(thread)
    }

    /// What is to be done before the process ends because of a signal; the last one comes first.
    static func add(_ action: @escaping @Sendable () -> Void) { actions.withLock { $0.append(action) } }
}
