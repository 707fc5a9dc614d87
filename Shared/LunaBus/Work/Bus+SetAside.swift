import Logging
import LunaCore

extension Bus {
    /// Puts a message that can never be handled into the dead letters. While those cannot take it, it stays in its
    /// stream and comes again.
    public func setAside(_ delivery: Delivery, reason: LunaError, logger: Logger) async {
        do {
            try await DeadLetters(self).bury(delivery, reason: reason)
        } catch {
            logger.error("a dead letter could not be stored; its message stays", metadata: ["error": "\(error)"])
            delivery.nak(delay: .seconds(5))
        }
    }
}
