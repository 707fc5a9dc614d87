import Crypto
import LunaCore
import SwiftASN1

/// An X.509 certificate (RFC 5280), as far as issuing and renewing certificates of servers needs to know it. Checking those of
/// peers is the work of the TLS libraries.
public struct Certificate: Sendable, Hashable {
    /// The whole of it.
    public let der: [UInt8]
    /// Common name of whom it is for; empty when it has none.
    public let subject: String
    /// What the server is called.
    public let names: [HostName]
    /// Unix time in nanoseconds.
    public let validFrom: Int64
    /// Unix time in nanoseconds.
    public let validUntil: Int64
    /// Whether it may vouch for others.
    public let isAuthority: Bool
    /// SubjectPublicKeyInfo in DER.
    let publicKey: [UInt8]
    /// Name (RFC 5280, section 4.1.2.4) of who has signed it and of whom it is for, in DER.
    let issuerName: [UInt8]
    let subjectName: [UInt8]
    private let signed: [UInt8]
    private let signature: [UInt8]

    /// - Throws: `LunaError` `certs.malformed`.
    public init(der: [UInt8]) throws {
        do {
            let parts = try CertificateParts(der)
            self.der = der
            subject = parts.commonName
            names = parts.names
            validFrom = parts.validFrom
            validUntil = parts.validUntil
            isAuthority = parts.isAuthority
            publicKey = parts.publicKey
            issuerName = parts.issuer
            subjectName = parts.subject
            signed = parts.signed
            signature = parts.signature
        } catch {
            throw LunaError("certs.malformed", .validation, "This is no X.509 certificate.")
        }
    }

    /// All certificates of a PEM file, in its order.
    /// - Throws: `LunaError` `certs.malformed`, also when there is none.
    public static func all(pem: String) throws -> [Certificate] {
        guard let documents = try? PEMDocument.parseMultiple(pemString: pem) else {
            throw LunaError("certs.malformed", .validation, "This is no PEM.")
        }
        let list = try documents.filter { $0.discriminator == "CERTIFICATE" }.map { try Certificate(der: $0.derBytes) }
        guard !list.isEmpty else { throw LunaError("certs.malformed", .validation, "There is no certificate in it.") }
        return list
    }

    /// As a PEM file.
    public var pem: String { PEMDocument(type: "CERTIFICATE", derBytes: der).pemString + "\n" }

    /// Whether `authority` has signed it, with ECDSA on P-256 and SHA-256. Dates are not looked at.
    public func isSigned(by authority: Certificate) -> Bool {
        guard authority.isAuthority, issuerName == authority.subjectName,
            let key = try? P256.Signing.PublicKey(derRepresentation: authority.publicKey),
            let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature)
        else { return false }
        return key.isValidSignature(signature, for: signed)
    }

    /// Whether it is good at a moment, in Unix nanoseconds.
    public func isValid(at moment: Int64) -> Bool { validFrom <= moment && moment < validUntil }
}

/// The fields of a certificate.
private struct CertificateParts {
    var signed: [UInt8] = []
    var signature: [UInt8] = []
    var issuer: [UInt8] = []
    var subject: [UInt8] = []
    var commonName = ""
    var publicKey: [UInt8] = []
    var validFrom: Int64 = 0
    var validUntil: Int64 = 0
    var isAuthority = false
    var names: [HostName] = []

    init(_ der: [UInt8]) throws {
        try DER.sequence(try DER.parse(der), identifier: .sequence) { nodes in
            let body = try Self.next(&nodes)
            signed = Array(body.encodedBytes)
            // What stands beside the signature is not signed: it has to be what stands in the signed part (section 4.1.1.2).
            let algorithm = try Self.next(&nodes)
            signature = Array(try ASN1BitString(derEncoded: try Self.next(&nodes)).bytes)
            try readBody(body, Array(algorithm.encodedBytes))
        }
    }

    /// TBSCertificate.
    private mutating func readBody(_ body: ASN1Node, _ algorithm: [UInt8]) throws {
        try DER.sequence(body, identifier: .sequence) { nodes in
            try DER.optionalExplicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) { _ in }
            _ = try Self.next(&nodes)  // serial number
            guard Array(try Self.next(&nodes).encodedBytes) == algorithm else {
                throw LunaError("certs.malformed", .validation, "It names two algorithms.")
            }
            issuer = Array(try Self.next(&nodes).encodedBytes)
            try DER.sequence(try Self.next(&nodes), identifier: .sequence) { times in
                validFrom = try Self.moment(try Self.next(&times))
                validUntil = try Self.moment(try Self.next(&times))
            }
            let name = try Self.next(&nodes)
            subject = Array(name.encodedBytes)
            commonName = try Self.commonName(name)
            publicKey = Array(try Self.next(&nodes).encodedBytes)
            while let rest = nodes.next() {
                guard rest.identifier == ASN1Identifier(tagWithNumber: 3, tagClass: .contextSpecific) else { continue }
                try DER.explicitlyTagged(rest, tagNumber: 3, tagClass: .contextSpecific) { list in
                    try DER.sequence(list, identifier: .sequence) { extensions in
                        while let one = extensions.next() { try readExtension(one) }
                    }
                }
            }
        }
    }

    private mutating func readExtension(_ node: ASN1Node) throws {
        try DER.sequence(node, identifier: .sequence) { nodes in
            let kind = try ASN1ObjectIdentifier(derEncoded: &nodes)
            _ = try DER.decodeDefault(&nodes, defaultValue: false) as Bool
            let value = Array(try ASN1OctetString(derEncoded: &nodes).bytes)
            switch kind {
            case CertificateFields.basicConstraints:
                try DER.sequence(try DER.parse(value), identifier: .sequence) { parts in
                    isAuthority = try DER.decodeDefault(&parts, defaultValue: false)
                    while parts.next() != nil {}
                }
            case CertificateFields.alternativeNames:
                try DER.sequence(try DER.parse(value), identifier: .sequence) { parts in
                    while let name = parts.next() { if let name = Self.hostName(name) { names.append(name) } }
                }
            default: break
            }
        }
    }

    private static func hostName(_ node: ASN1Node) -> HostName? {
        guard case .primitive(let bytes) = node.content else { return nil }
        switch node.identifier {
        case CertificateFields.dnsTag: return .dns(String(decoding: bytes, as: UTF8.self))
        case CertificateFields.addressTag: return bytes.count == 4 || bytes.count == 16 ? .address(Array(bytes)) : nil
        default: return nil
        }
    }

    /// The common name of a Name; empty when it has none.
    private static func commonName(_ node: ASN1Node) throws -> String {
        var found = ""
        try DER.sequence(node, identifier: .sequence) { sets in
            while let set = sets.next() {
                guard case .constructed(let attributes) = set.content else { continue }
                for attribute in attributes {
                    try DER.sequence(attribute, identifier: .sequence) { parts in
                        let kind = try ASN1ObjectIdentifier(derEncoded: &parts)
                        guard case .primitive(let value) = try next(&parts).content else { return }
                        if kind == .NameAttributes.commonName { found = String(decoding: value, as: UTF8.self) }
                    }
                }
            }
        }
        return found
    }

    /// Unix nanoseconds of UTCTime or GeneralizedTime.
    private static func moment(_ node: ASN1Node) throws -> Int64 {
        if node.identifier == .utcTime {
            let time = try UTCTime(derEncoded: node)
            return nanoseconds(time.year, time.month, time.day, time.hours, time.minutes, time.seconds)
        }
        let time = try GeneralizedTime(derEncoded: node)
        return nanoseconds(time.year, time.month, time.day, time.hours, time.minutes, time.seconds)
    }

    private static func nanoseconds(
        _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, _ second: Int
    ) -> Int64 {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        // "No well-defined end" is the year 9999 (RFC 5280, section 4.1.2.5), which 64 bits of nanoseconds do not hold.
        guard year < 2262 else { return .max }
        return CivilTime.unixNanoseconds(
            rfc3339: "\(year)-\(two(month))-\(two(day))T\(two(hour)):\(two(minute)):\(two(second))Z") ?? .min
    }

    private static func next(_ nodes: inout ASN1NodeCollection.Iterator) throws -> ASN1Node {
        guard let node = nodes.next() else { throw LunaError("certs.malformed", .validation, "It ends too early.") }
        return node
    }
}
