import LunaCore

/// What a server needs to speak TLS, and its clients to trust it. Files in PEM.
public struct ServerCertificate: Sendable, Hashable {
    /// The server's certificate, followed by those between it and the authority.
    public var certificateFile: String
    /// Its private key.
    public var keyFile: String
    /// Whom clients are to trust.
    public var authorityFile: String

    public init(certificateFile: String, keyFile: String, authorityFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.authorityFile = authorityFile
    }

    /// Changes with the content of the files.
    var fingerprint: String {
        let parts = [certificateFile, keyFile, authorityFile].map { Digest(of: Files.read($0) ?? []).hex }
        return String(Digest(of: parts.joined()).hex.prefix(16))
    }
}

extension CertificateFolder {
    /// The files of a server.
    public func server(_ name: String) -> ServerCertificate {
        ServerCertificate(
            certificateFile: certificateFile(name), keyFile: keyFile(name), authorityFile: authorityFile)
    }
}
