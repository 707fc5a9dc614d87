import CNats
import LunaCore

/// The `LunaError` for a status of the C library. Call it at once on the failing thread: the library keeps its text per
/// thread. `ownFinding` says that we found the fault ourselves, so that no stale text of another call is added.
func natsFailure(_ status: natsStatus, _ doing: String, ownFinding: Bool = false) -> LunaError {
    let text = ownFinding ? "" : nats_GetLastError(nil).map { String(cString: $0) } ?? ""
    let name = natsStatus_GetText(status).map { String(cString: $0) } ?? "status \(status.rawValue)"
    let details = ["status": name, "doing": doing].merging(text.isEmpty ? [:] : ["reason": text]) { a, _ in a }
    switch status {
    case NATS_NO_RESPONDERS:
        return LunaError(
            "bus.no_responders", .network, "Nobody serves \(doing): is the service running?", details: details)
    case NATS_TIMEOUT:
        return LunaError("bus.timeout", .timeout, "No answer in time while \(doing).", details: details)
    case NATS_CONNECTION_CLOSED, NATS_CONNECTION_DISCONNECTED, NATS_DRAINING, NATS_INVALID_SUBSCRIPTION:
        return LunaError("bus.closed", .network, "The bus connection is closed (\(doing)).", details: details)
    case NATS_NO_SERVER, NATS_IO_ERROR, NATS_NOT_YET_CONNECTED, NATS_STALE_CONNECTION:
        return LunaError(
            "bus.unreachable", .network,
            "The NATS server cannot be reached (\(doing)): is it running, is the address right?",
            details: details)
    case NATS_INSUFFICIENT_BUFFER:
        return LunaError(
            "bus.buffer_full", .resource,
            "The bus is disconnected and its buffer of waiting publishes is full: try again when it is back.",
            details: details)
    case NATS_MAX_PAYLOAD:
        return LunaError(
            "bus.payload_too_large", .validation,
            "The message is larger than the server accepts (max_payload): store it in memory and send its digest.",
            details: details)
    case NATS_CONNECTION_AUTH_FAILED, NATS_NOT_PERMITTED:
        return LunaError(
            "bus.denied", .permission, "The NATS server refused \(doing): check user, password and permissions.",
            details: details)
    case NATS_SSL_ERROR, NATS_SECURE_CONNECTION_REQUIRED, NATS_SECURE_CONNECTION_WANTED:
        return LunaError(
            "bus.tls", .permission,
            "TLS with the NATS server failed (\(text.isEmpty ? name : text)): check the certificates.",
            details: details)
    case NATS_INVALID_ARG, NATS_INVALID_SUBJECT:
        return LunaError("bus.invalid", .validation, "Not acceptable to the bus: \(doing).", details: details)
    default:
        return LunaError(
            "bus.failed", .internal, "The bus failed while \(doing): \(text.isEmpty ? name : text).", details: details)
    }
}

/// - Throws: the `LunaError` for `status` unless it is OK.
func check(_ status: natsStatus, _ doing: @autoclosure () -> String) throws {
    if status != NATS_OK { throw natsFailure(status, doing()) }
}
