/// How something is signed.
public enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// Ed25519 (RFC 8032).
    case ed25519
    /// RSASSA-PSS with SHA-256 and MGF1 over SHA-256, 32 bytes of salt (RFC 8017), with a modulus of 2048 bits at least.
    case rsaPSS = "rsa-pss-sha256"
}
