import LunaCore
import LunaPlan

/// What a project consists of, in the two usual forms: CycloneDX 1.6 and SPDX 2.3.
struct BillOfMaterials: Sendable {
    let project: ProjectSpec
    let requirements: [Requirement]
    let files: [(path: String, sha256: String, sha1: String)]
    /// RFC 3339, to the second.
    let created: String

    /// A stable identity: the same content has the same.
    private var identity: String {
        let text = files.map { "\($0.path)\n\($0.sha256)" }.sorted().joined(separator: "\n")
        let hex = Array(Digest(of: project.name + project.version + text).hex)
        func part(_ range: Range<Int>) -> String { String(hex[range]) }
        // As a UUID of version 8 (RFC 9562): made from a digest of our own.
        return "\(part(0..<8))-\(part(8..<12))-8\(part(13..<16))-a\(part(17..<20))-\(part(20..<32))"
    }

    private var license: JSONValue {
        Self.spdxLicenses.contains(project.license)
            ? ["license": ["id": .string(project.license)]] : ["license": ["name": .string(project.license)]]
    }

    /// Licences that our plans commonly name; others are given as plain names.
    private static let spdxLicenses: Set<String> = [
        "MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "GPL-2.0-only", "GPL-3.0-only",
        "LGPL-3.0-only", "AGPL-3.0-only", "Unlicense", "0BSD", "EUPL-1.2",
    ]

    private var reference: String { "pkg:pypi/\(project.name)@\(project.version)" }

    /// CycloneDX 1.6, JSON.
    var cycloneDX: [UInt8] {
        var root: [String: JSONValue] = [
            "type": "application", "bom-ref": .string(reference), "name": .string(project.name),
            "version": .string(project.version), "description": .string(project.description),
            "purl": .string(reference),
        ]
        if !project.license.isEmpty { root["licenses"] = [license] }
        let libraries = requirements.map { requirement -> JSONValue in
            .object([
                "type": "library", "bom-ref": .string("pkg:pypi/\(requirement.name)"),
                "name": .string(requirement.name),
                "purl": .string("pkg:pypi/\(requirement.name)"),
                "scope": requirement.isOptional ? "optional" : "required",
                "properties": [["name": "luna:version-range", "value": .string(requirement.versions)]],
            ])
        }
        let contents = files.map { file -> JSONValue in
            .object([
                "type": "file", "bom-ref": .string("file:\(file.path)"), "name": .string(file.path),
                "hashes": [["alg": "SHA-256", "content": .string(file.sha256)]],
            ])
        }
        let document: JSONValue = [
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "serialNumber": .string("urn:uuid:\(identity)"), "version": 1,
            "metadata": [
                "timestamp": .string(created), "component": .object(root),
                "tools": ["components": [["type": "application", "name": "luna-assembler"]]],
            ],
            "components": .array(libraries + contents),
            "dependencies": [
                [
                    "ref": .string(reference),
                    "dependsOn": .array(requirements.filter { !$0.isOptional }.map { .string("pkg:pypi/\($0.name)") }),
                ]
            ],
        ]
        return Array(document.text(pretty: true).utf8)
    }

    /// SPDX 2.3, JSON.
    var spdx: [UInt8] {
        func package(
            _ id: String, _ name: String, version: String, license: String, purl: String, holdsFiles: Bool = false
        ) -> JSONValue {
            var fields: [String: JSONValue] = [
                "SPDXID": .string(id), "name": .string(name), "downloadLocation": "NOASSERTION",
                "filesAnalyzed": .bool(holdsFiles),
                "licenseConcluded": "NOASSERTION", "licenseDeclared": .string(license), "copyrightText": "NOASSERTION",
                "externalRefs": [
                    [
                        "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                        "referenceLocator": .string(purl),
                    ]
                ],
            ]
            if !version.isEmpty { fields["versionInfo"] = .string(version) }
            if holdsFiles { fields["packageVerificationCode"] = verificationCode }
            return .object(fields)
        }
        func relation(_ from: String, _ type: String, _ to: String) -> JSONValue {
            ["spdxElementId": .string(from), "relationshipType": .string(type), "relatedSpdxElement": .string(to)]
        }
        let declared = Self.spdxLicenses.contains(project.license) ? project.license : "NOASSERTION"
        let libraries = requirements.map { ("SPDXRef-Package-\(Self.idText($0.name))", $0) }
        let document: JSONValue = [
            "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
            "name": .string("\(project.name)-\(project.version)"),
            "documentNamespace": .string("urn:uuid:\(identity)"),
            "creationInfo": ["created": .string(created), "creators": ["Tool: luna-assembler"]],
            "packages": .array(
                [
                    package(
                        "SPDXRef-Project", project.name, version: project.version, license: declared, purl: reference,
                        holdsFiles: !files.isEmpty)
                ]
                    + libraries.map { id, requirement in
                        package(
                            id, requirement.name, version: requirement.versions, license: "NOASSERTION",
                            purl: "pkg:pypi/\(requirement.name)")
                    }),
            "files": .array(
                files.enumerated().map { index, file in
                    .object([
                        "SPDXID": .string("SPDXRef-File-\(index + 1)"), "fileName": .string("./\(file.path)"),
                        "checksums": [
                            ["algorithm": "SHA1", "checksumValue": .string(file.sha1)],
                            ["algorithm": "SHA256", "checksumValue": .string(file.sha256)],
                        ],
                        "licenseConcluded": "NOASSERTION", "copyrightText": "NOASSERTION",
                    ])
                }),
            "relationships": .array(
                [relation("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Project")]
                    + libraries.map { id, requirement in
                        requirement.isOptional
                            ? relation(id, "DEV_DEPENDENCY_OF", "SPDXRef-Project")
                            : relation("SPDXRef-Project", "DEPENDS_ON", id)
                    }
                    + files.indices.map { relation("SPDXRef-Project", "CONTAINS", "SPDXRef-File-\($0 + 1)") }),
        ]
        return Array(document.text(pretty: true).utf8)
    }

    /// Over the files that are listed, as SPDX 2.3 (7.9) computes it; the bills themselves cannot be in it.
    private var verificationCode: JSONValue {
        let text = files.map(\.sha1).sorted().joined()
        return [
            "packageVerificationCodeValue": .string(SHA1.hex(Array(text.utf8))),
            "packageVerificationCodeExcludedFiles": ["./bom.cdx.json", "./bom.spdx.json"],
        ]
    }

    private static func idText(_ name: String) -> String {
        String(name.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." ? $0 : "-" })
    }
}
