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
            let told =
                delivery.message.headers[BusHeader.batch] == nil
                ? [try WorkResult(serialized: body)] : try WorkResults(serialized: body).results
            // What agents say about their failures goes to the journal, to events and to logs.
            results = .success(told.map { $0.redacted() })
        } catch {
            results = .failure(LunaError.wrapping(error))
        }
    }
}
