import Crypto
import LunaCore
import SwiftASN1

/// Issues certificates of servers: for development and for stacks on one machine. Who has an authority of their own needs none
/// of this.
///
/// Written over swift-asn1 and swift-crypto: swift-certificates imports Apple's `Security` wherever a module of that name can be
/// found, and one of our services has that name.
public struct CertificateAuthority: Sendable {
    public let certificate: Certificate
    let key: CertificateKey

    /// - Throws: `LunaError` `certs.mismatch` when the key is not the certificate's, or it may not vouch for others.
    public init(certificate: Certificate, key: CertificateKey) throws {
        guard key.belongs(to: certificate), certificate.isAuthority else {
            throw LunaError("certs.mismatch", .validation, "The certificate is no authority's, or of another key.")
        }
        self.certificate = certificate
        self.key = key
    }

    /// A new authority, which vouches for itself.
    /// - Parameters:
    ///   - name: its common name.
    ///   - now: Unix nanoseconds; it is good from an hour earlier, so that clocks may differ.
    ///   - lifetime: whole seconds count.
    public init(name: String, key: CertificateKey = CertificateKey(), now: Int64, lifetime: Duration) throws {
        let fields = CertificateFields(
            subject: try CertificateFields.name(name), issuer: try CertificateFields.name(name),
            from: now - Self.clockSlack, until: now &+ lifetime.nanoseconds, key: key.publicKey,
            extensions: try CertificateFields.authorityExtensions(key.publicKey))
        try self.init(certificate: try Certificate(der: try fields.signed(by: key)), key: key)
    }

    /// A certificate for a server; it ends with the authority's at the latest.
    /// - Parameters:
    ///   - name: its common name, which nobody checks any more; what counts are `names`.
    ///   - names: at least one.
    ///   - isClientToo: whether it may also be shown when connecting to others, as NATS servers of a cluster do.
    ///   - now: Unix nanoseconds.
    /// - Throws: `LunaError` `certs.sign`, `certs.name` without names.
    public func issue(
        name: String, names: [HostName], key: CertificateKey, isClientToo: Bool = false, now: Int64,
        lifetime: Duration
    ) throws -> Certificate {
        guard !names.isEmpty else { throw LunaError("certs.name", .validation, "A server needs a name.") }
        let fields = CertificateFields(
            subject: try CertificateFields.name(name), issuer: certificate.subjectName,
            from: max(now - Self.clockSlack, certificate.validFrom),
            until: min(now &+ lifetime.nanoseconds, certificate.validUntil), key: key.publicKey,
            extensions: try CertificateFields.serverExtensions(
                names, key.publicKey, authority: certificate.publicKey, isClientToo: isClientToo))
        return try Certificate(der: try fields.signed(by: self.key))
    }

    private static let clockSlack: Int64 = 3_600_000_000_000
}

/// What a certificate is made of, and how it is written (RFC 5280, section 4.1).
struct CertificateFields {
    var subject: [UInt8]
    var issuer: [UInt8]
    /// Unix nanoseconds.
    var from: Int64
    var until: Int64
    var key: [UInt8]
    var extensions: [Extension]

    struct Extension {
        var kind: ASN1ObjectIdentifier
        var isCritical: Bool
        var value: [UInt8]
    }

    static let basicConstraints: ASN1ObjectIdentifier = [2, 5, 29, 19]
    static let keyUsage: ASN1ObjectIdentifier = [2, 5, 29, 15]
    static let extendedKeyUsage: ASN1ObjectIdentifier = [2, 5, 29, 37]
    static let alternativeNames: ASN1ObjectIdentifier = [2, 5, 29, 17]
    static let subjectKey: ASN1ObjectIdentifier = [2, 5, 29, 14]
    static let authorityKey: ASN1ObjectIdentifier = [2, 5, 29, 35]
    static let dnsTag = ASN1Identifier(tagWithNumber: 2, tagClass: .contextSpecific)
    static let addressTag = ASN1Identifier(tagWithNumber: 7, tagClass: .contextSpecific)
    private static let ecdsaWithSHA256: ASN1ObjectIdentifier = [1, 2, 840, 10045, 4, 3, 2]
    private static let serverAuthentication: ASN1ObjectIdentifier = [1, 3, 6, 1, 5, 5, 7, 3, 1]
    private static let clientAuthentication: ASN1ObjectIdentifier = [1, 3, 6, 1, 5, 5, 7, 3, 2]

    // MARK: Writing

    /// The whole certificate.
    func signed(by key: CertificateKey) throws -> [UInt8] {
        let body = try body()
        let signature = try key.sign(body)
        return try Self.sequence { out in
            out.serializeRawBytes(body)
            try Self.algorithm(&out)
            try out.serialize(ASN1BitString(bytes: signature[...]))
        }
    }

    /// TBSCertificate, version 3.
    private func body() throws -> [UInt8] {
        // Positive, and without a leading zero: 126 random bits below 01.
        var serial = TextForm.random(16)
        serial[0] = serial[0] & 0x3f | 0x40
        return try Self.sequence { out in
            try out.serialize(explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific) { try $0.serialize(2) }
            out.appendPrimitiveNode(identifier: .integer) { $0 += serial }
            try Self.algorithm(&out)
            out.serializeRawBytes(issuer)
            try out.appendConstructedNode(identifier: .sequence) { times in
                try Self.time(from, &times)
                try Self.time(until, &times)
            }
            out.serializeRawBytes(subject)
            out.serializeRawBytes(key)
            try out.serialize(explicitlyTaggedWithTagNumber: 3, tagClass: .contextSpecific) { tagged in
                try tagged.appendConstructedNode(identifier: .sequence) { list in
                    for one in extensions {
                        try list.appendConstructedNode(identifier: .sequence) { parts in
                            try parts.serialize(one.kind)
                            if one.isCritical { try parts.serialize(true) }
                            try parts.serialize(ASN1OctetString(contentBytes: one.value[...]))
                        }
                    }
                }
            }
        }
    }

    private static func sequence(_ body: (inout DER.Serializer) throws -> Void) throws -> [UInt8] {
        var out = DER.Serializer()
        try out.appendConstructedNode(identifier: .sequence, body)
        return out.serializedBytes
    }

    private static func algorithm(_ out: inout DER.Serializer) throws {
        try out.appendConstructedNode(identifier: .sequence) { try $0.serialize(ecdsaWithSHA256) }
    }

    /// UTCTime to the year 2049, GeneralizedTime from 2050 on, as RFC 5280 wants it.
    private static func time(_ nanoseconds: Int64, _ out: inout DER.Serializer) throws {
        let text = Array(CivilTime.rfc3339(unixNanoseconds: nanoseconds, digits: 0).utf8)
        func number(_ range: Range<Int>) -> Int { text[range].reduce(0) { $0 * 10 + Int($1) - 48 } }
        let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
        if (1950..<2050).contains(year) {
            try out.serialize(
                try UTCTime(year: year, month: month, day: day, hours: hour, minutes: minute, seconds: second))
        } else {
            try out.serialize(
                try GeneralizedTime(
                    year: year, month: month, day: day, hours: hour, minutes: minute, seconds: second,
                    fractionalSeconds: 0))
        }
    }

    // MARK: Parts

    /// A Name: organization and common name.
    static func name(_ commonName: String) throws -> [UInt8] {
        try sequence { out in
            for (kind, text) in [
                (ASN1ObjectIdentifier.NameAttributes.organizationName, "LunaCore"),
                (ASN1ObjectIdentifier.NameAttributes.commonName, String(commonName.prefix(64))),
            ] {
                try out.appendConstructedNode(identifier: .set) { set in
                    try set.appendConstructedNode(identifier: .sequence) { attribute in
                        try attribute.serialize(kind)
                        try attribute.serialize(ASN1UTF8String(text))
                    }
                }
            }
        }
    }

    static func authorityExtensions(_ key: [UInt8]) throws -> [Extension] {
        [
            // No authorities below it.
            Extension(
                kind: basicConstraints, isCritical: true,
                value: try sequence { out in
                    try out.serialize(true)
                    try out.serialize(0)
                }),
            Extension(kind: keyUsage, isCritical: true, value: try bits(0b0000_0110, unused: 1)),
            Extension(kind: subjectKey, isCritical: false, value: try octets(identifier(key))),
        ]
    }

    static func serverExtensions(
        _ names: [HostName], _ key: [UInt8], authority: [UInt8], isClientToo: Bool
    ) throws -> [Extension] {
        let authorityIdentifier = identifier(authority)
        return [
            Extension(kind: basicConstraints, isCritical: true, value: try sequence { _ in }),
            Extension(kind: keyUsage, isCritical: true, value: try bits(0b1000_0000, unused: 7)),
            Extension(
                kind: extendedKeyUsage, isCritical: false,
                value: try sequence { out in
                    try out.serialize(serverAuthentication)
                    if isClientToo { try out.serialize(clientAuthentication) }
                }),
            Extension(
                kind: alternativeNames, isCritical: false,
                value: try sequence { out in
                    for name in names {
                        switch name {
                        case .dns(let text): out.appendPrimitiveNode(identifier: dnsTag) { $0 += Array(text.utf8) }
                        case .address(let bytes): out.appendPrimitiveNode(identifier: addressTag) { $0 += bytes }
                        }
                    }
                }),
            Extension(kind: subjectKey, isCritical: false, value: try octets(identifier(key))),
            Extension(
                kind: authorityKey, isCritical: false,
                value: try sequence { out in
                    out.appendPrimitiveNode(identifier: ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)) {
                        $0 += authorityIdentifier
                    }
                }),
        ]
    }

    /// A name for a key: the first 160 bits of the SHA-256 of its point (RFC 7093, section 2, method 1).
    private static func identifier(_ publicKey: [UInt8]) -> [UInt8] {
        // The point is the last 65 bytes of a SubjectPublicKeyInfo on P-256.
        Array(SHA256.hash(data: publicKey.suffix(65)).prefix(20))
    }

    private static func octets(_ bytes: [UInt8]) throws -> [UInt8] {
        var out = DER.Serializer()
        try out.serialize(ASN1OctetString(contentBytes: bytes[...]))
        return out.serializedBytes
    }

    private static func bits(_ byte: UInt8, unused: Int) throws -> [UInt8] {
        var out = DER.Serializer()
        try out.serialize(ASN1BitString(bytes: [byte][...], paddingBits: unused))
        return out.serializedBytes
    }
}
