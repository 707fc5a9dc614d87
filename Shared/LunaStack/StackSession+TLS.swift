import Glibc
import LunaBus
import LunaCore

/// TLS of our own servers and of the HTTP API.
extension StackSession {
    /// Whether what we start speaks TLS: as asked for now, else as before, else yes.
    var usesTLS: Bool { configuration.tls ?? state.tls ?? true }

    /// Remembers what was asked for, and makes or renews the certificates.
    func prepareTLS() async throws {
        let (before, now) = (state.tls, usesTLS)
        let isKnown = before != nil || !state.natsURL.isEmpty || !state.databaseURLFile.isEmpty
        if now {
            let entries = try await configuration.certificates.ensure()
            if isKnown, before != true {
                tell(
                    .notice(
                        "This stack's servers and its HTTP API speak TLS from now on, and what runs without is started "
                            + "again. Other programs have to trust \(configuration.certificates.authorityFile). "
                            + "`luna up --no-tls` goes back."))
            } else if isKnown, entries.contains(where: \.isNew) {
                tell(.notice("Certificates were made or renewed in \(configuration.certificates.directory)."))
            }
        } else if before == true {
            tell(.notice("TLS is switched off: this stack's servers and its HTTP API are started again without."))
        }
        if before != now { try update { $0.tls = now } }
    }

    /// The certificate of one of our servers; nil without TLS.
    func certificate(_ server: String) -> ServerCertificate? {
        usesTLS ? configuration.certificates.server(server) : nil
    }

    /// What a server's process was started with; a change of the part before the colon takes a new process, else it is told to
    /// read its files again.
    func fingerprint(_ certificate: ServerCertificate?) -> String {
        certificate.map { "tls:\($0.fingerprint)" } ?? "plain"
    }

    /// Whether a server that runs with `old` has to be started again for `wanted`. Stacks from before TLS have written nothing.
    static func isOtherKind(_ old: String, _ wanted: String) -> Bool {
        func kind(_ text: String) -> Substring { text.isEmpty ? "plain" : text.prefix { $0 != ":" } }
        return kind(old) != kind(wanted)
    }

    /// The certificate of the HTTP API, when our own environment does not name another.
    var gatewayCertificate: ServerCertificate? {
        Self.ownGatewayCertificate(configuration.environment) ? nil : certificate("gateway")
    }

    /// `http` or `https`.
    var gatewayScheme: String {
        gatewayCertificate != nil || Self.ownGatewayCertificate(configuration.environment) ? "https" : "http"
    }

    private static func ownGatewayCertificate(_ environment: [String: String]) -> Bool {
        environment["LUNA_GATEWAY_TLS_CERTIFICATE"].map { !$0.isEmpty } ?? false
    }
}

extension StackConfiguration {
    /// How to connect to the bus of this stack.
    /// - Parameters:
    ///   - address: as the state of the stack has it, or ``natsURL``.
    ///   - user: of our own server; the address of somebody else's is taken as it is, with the settings of the environment.
    /// - Throws: `LunaError` `nats.no_user`.
    public func busConfiguration(
        _ address: String, as user: BusContract.User = .administrator
    ) throws -> BusConfiguration {
        guard natsURL == nil else {
            var settings = BusConfiguration(urls: address.split(separator: ",").map { $0.trimmed })
            func set(_ names: String...) -> String? {
                names.lazy.compactMap { name in
                    environment[name].flatMap { $0.isEmpty ? nil : $0 }
                        ?? environment["\(name)_FILE"].flatMap { Files.text($0) }
                }.first
            }
            settings.user = set("LUNA_NATS_USER", "NATS_USER")
            settings.password = set("LUNA_NATS_PASSWORD", "NATS_PASSWORD")
            settings.tlsCertificateAuthorityFile = set("LUNA_NATS_CA", "NATS_CA")
            settings.tlsCertificateFile = set("LUNA_NATS_CERTIFICATE", "NATS_CERT")
            settings.tlsKeyFile = set("LUNA_NATS_KEY", "NATS_KEY")
            return settings
        }
        // A server of ours from before there were users lets everybody in.
        let url = natsUsers.password(user) == nil ? address : try natsUsers.url(user, address: address)
        return BusConfiguration(
            urls: [url], tlsCertificateAuthorityFile: address.hasPrefix("tls:") ? certificates.authorityFile : nil)
    }
}
