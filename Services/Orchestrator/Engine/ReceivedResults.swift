import LunaBus
import LunaCore
import LunaMessages

/// What one message of the stream of results holds: decoded where it came in, so that the engine does not spend its time on it.
struct ReceivedResults: Sendable {
    let delivery: Delivery
    let results: Result<[WorkResult], LunaError>

    init(_ delivery: Delivery) {
        self.delivery = delivery
        do {
            let body = delivery.message.body
            results = .success(
                delivery.message.headers[BusHeader.batch] == nil
                    ? [try WorkResult(serialized: body)] : try WorkResults(serialized: body).results)
        } catch {
            results = .failure(LunaError.wrapping(error))
        }
    }
}
