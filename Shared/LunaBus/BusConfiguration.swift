import LunaCore

/// How to reach the bus. A value; safe to share.
public struct BusConfiguration: Sendable {
    /// Servers, `nats://host:port` or `tls://host:port`; any of them may be used.
    public var urls: [String]
    /// Name of this client, as the server lists it in its monitoring.
    public var name: String
    /// User and password, when the server wants them.
    public var user: String?
    public var password: String?
    /// A NATS `.creds` file (user JWT and seed), when the server uses decentralised authentication.
    public var credentialsFile: String?
    /// Trust anchors in PEM; setting it turns TLS on.
    public var tlsCertificateAuthorityFile: String?
    /// Client certificate and key in PEM, for mutual TLS.
    public var tlsCertificateFile: String?
    public var tlsKeyFile: String?
    /// How long ``Bus/connect(_:logger:)`` keeps trying before it gives up. After the first success reconnection never
    /// gives up.
    public var connectTimeout: Duration
    /// Pause between two attempts to reconnect; a random jitter of up to the same length is added, so that a
    /// whole fleet does not come back in the same instant.
    public var reconnectWait: Duration
    /// Bytes of publishes kept while disconnected; beyond it publishing fails with `bus.buffer_full`.
    public var reconnectBufferBytes: Int
    /// Messages that may wait in front of one subscription before the client has to drop, with a report.
    public var pendingMessages: Int
    /// How often a quiet connection is tested; two missed answers make it a lost one.
    public var pingInterval: Duration
    /// How long a request for messages of a stream waits at the server, which then says so: that is also the sign of life.
    ///
    /// Short, because server 2.9 mistakes the requests of a client that has gone: a message that it delivers again (not: for the
    /// first time) while only such requests wait is skipped until its ack wait. With ack waits well above this time
    /// they are gone by then.
    public var pullExpiry = Duration.seconds(5)
    /// Servers of a cluster that keep a copy of each stream that this client ensures, unless the definition asks for more. What
    /// the product's streams hold is made again from PostgreSQL: more than one is about going on at once without a server.
    public var streamReplicas = 1

    public init(
        urls: [String] = ["nats://127.0.0.1:4222"], name: String = "luna",
        user: String? = nil, password: String? = nil, credentialsFile: String? = nil,
        tlsCertificateAuthorityFile: String? = nil, tlsCertificateFile: String? = nil, tlsKeyFile: String? = nil,
        connectTimeout: Duration = .seconds(10), reconnectWait: Duration = .milliseconds(250),
        reconnectBufferBytes: Int = 8 << 20, pendingMessages: Int = 65_536, pingInterval: Duration = .seconds(10)
    ) {
        self.urls = urls
        self.name = name
        self.user = user
        self.password = password
        self.credentialsFile = credentialsFile
        self.tlsCertificateAuthorityFile = tlsCertificateAuthorityFile
        self.tlsCertificateFile = tlsCertificateFile
        self.tlsKeyFile = tlsKeyFile
        self.connectTimeout = connectTimeout
        self.reconnectWait = reconnectWait
        self.reconnectBufferBytes = reconnectBufferBytes
        self.pendingMessages = pendingMessages
        self.pingInterval = pingInterval
    }

    /// Who this client is for the server: as set, or as the first URL says.
    var effectiveUser: String? {
        if let user { return user }
        guard let url = urls.first, let scheme = url.firstRange(of: "://"), let at = url.lastIndex(of: "@"),
            at >= scheme.upperBound
        else { return nil }
        return url[scheme.upperBound..<at].split(separator: ":", omittingEmptySubsequences: false).first.map(
            String.init)
    }

    /// Where answers to this client go: below its own user's name, so that the server can keep other users from
    /// listening there (``BusContract``). Ends with a dot.
    var inboxPrefix: String {
        guard let user = effectiveUser, IdentifierRules.isToken(user) else { return "_INBOX." }
        return BusContract.inbox(of: user) + "."
    }

    /// The servers without user names or passwords, for logs.
    var redactedURLs: String {
        urls.map { url in
            guard let at = url.lastIndex(of: "@"), let scheme = url.range(of: "://") else { return url }
            return url[..<scheme.upperBound] + "***" + url[at...]
        }.joined(separator: ",")
    }
}

extension String {
    /// The first range of `text`; the standard library has none without Foundation.
    func range(of text: String) -> Range<String.Index>? {
        self.firstRange(of: text)
    }
}
