import HTTPTypes

/// Finds the route for a request.
struct RouteTable: Sendable {
    let routes: [Route]

    init(_ routes: [Route]) { self.routes = routes }

    enum Match: Sendable {
        case found(Route, [String: String])
        /// The path is known, the method is not; the methods that it has.
        case wrongMethod([HTTPRequest.Method])
        case unknownPath
    }

    /// A request with HEAD is served by the route with GET.
    func match(_ method: HTTPRequest.Method, _ segments: [String]) -> Match {
        let wanted = method == .head ? .get : method
        var methods: [HTTPRequest.Method] = []
        for route in routes {
            guard let parameters = route.pattern.match(segments) else { continue }
            if route.method == wanted { return .found(route, parameters) }
            methods.append(route.method)
        }
        return methods.isEmpty ? .unknownPath : .wrongMethod(Self.complete(methods))
    }

    /// With what comes for free: HEAD wherever there is GET, and OPTIONS.
    private static func complete(_ methods: [HTTPRequest.Method]) -> [HTTPRequest.Method] {
        (methods.contains(.get) ? [.get, .head] : []) + methods.filter { $0 != .get } + [.options]
    }
}
