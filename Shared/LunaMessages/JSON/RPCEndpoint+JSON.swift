import LunaCore

extension RPCEndpoint {
    /// Serves a request with a JSON body: the request's JSON form in, the reply's out.
    /// - Throws: `LunaError` `rpc.content_type_unsupported` when the endpoint was made without message types,
    ///   `message.malformed`, `json.invalid`, or what the server throws.
    public func handleJSON(_ body: [UInt8], _ context: CallContext) async throws -> [UInt8] {
        guard let json else {
            throw LunaError("rpc.content_type_unsupported", .validation, "\(method) does not take JSON.")
        }
        return try await json(body.isEmpty ? .object([:]) : JSONParser.parse(body, limits: Self.limits), context)
            .serialized()
    }

    /// Deep enough for any message, and no larger than one.
    private static let limits = JSONLimits(maxDepth: 64, maxBytes: 8 << 20, maxValues: 1_000_000)
}

extension Sequence<RPCEndpoint> {
    /// What a server of these endpoints does with JSON requests; for the `json` of `BusService`.
    public var jsonHandler: @Sendable (RPCMethod, [UInt8], CallContext) async throws -> [UInt8] {
        let known = Dictionary(map { ($0.method, $0) }, uniquingKeysWith: { first, _ in first })
        return { method, body, context in
            guard let endpoint = known[method] else {
                throw LunaError("rpc.unknown_method", .notFound, "There is no method \(method).")
            }
            return try await endpoint.handleJSON(body, context)
        }
    }
}
