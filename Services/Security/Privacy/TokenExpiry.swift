import Logging
import LunaCore
import ServiceLifecycle

/// Takes expired values out of the database. They are not restored any more before that, either.
struct TokenExpiry: Service {
    let tokens: TokenStore
    let interval: Duration
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let gone = try await tokens.purge(now: WallClock.now())
                    if gone > 0 { logger.info("expired tokens were taken out", metadata: ["count": "\(gone)"]) }
                } catch {
                    logger.warning("expired tokens could not be taken out", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: interval)
            }
        }
    }
}
