import LunaCore

/// A version after Semantic Versioning 2.0.0 (semver.org).
struct SemanticVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    let major: UInt64
    let minor: UInt64
    let patch: UInt64
    /// Dot-separated identifiers after `-`; empty for a release.
    let prerelease: [String]
    /// After `+`; plays no part in precedence.
    let build: String

    /// - Throws: `LunaError` `version.invalid`.
    init(_ text: String) throws {
        let failure = LunaError(
            "version.invalid", .validation,
            "'\(text.prefix(64))' is not a semantic version: write MAJOR.MINOR.PATCH, such as 1.4.0 or 2.0.0-beta.1.")
        let buildParts = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let core = buildParts[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = core[0].split(separator: ".", omittingEmptySubsequences: false).map { Self.number($0) }
        guard text.utf8.count <= 128, numbers.count == 3, let major = numbers[0], let minor = numbers[1],
            let patch = numbers[2]
        else { throw failure }
        self.major = major
        self.minor = minor
        self.patch = patch
        prerelease =
            core.count > 1 ? core[1].split(separator: ".", omittingEmptySubsequences: false).map(String.init) : []
        build = buildParts.count > 1 ? String(buildParts[1]) : ""
        let identifiers =
            prerelease
            + (buildParts.count > 1
                ? build.split(separator: ".", omittingEmptySubsequences: false).map(String.init) : [])
        guard identifiers.allSatisfy(Self.isIdentifier), prerelease.allSatisfy({ !Self.hasLeadingZero($0) }) else {
            throw failure
        }
    }

    /// Digits only, no leading zero.
    private static func number(_ text: Substring) -> UInt64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), !hasLeadingZero(String(text)) else {
            return nil
        }
        return UInt64(text)
    }

    private static func hasLeadingZero(_ text: String) -> Bool {
        text.utf8.count > 1 && text.utf8.first == 48 && text.utf8.allSatisfy { (48...57).contains($0) }
    }

    private static func isIdentifier(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45
            }
    }

    /// Precedence (§11): a pre-release comes before its release, numeric identifiers before others.
    static func < (a: SemanticVersion, b: SemanticVersion) -> Bool {
        let left = (a.major, a.minor, a.patch)
        let right = (b.major, b.minor, b.patch)
        if left != right { return left < right }
        if a.prerelease.isEmpty || b.prerelease.isEmpty { return !a.prerelease.isEmpty && b.prerelease.isEmpty }
        for (x, y) in zip(a.prerelease, b.prerelease) where x != y {
            switch (UInt64(x), UInt64(y)) {
            case (let x?, let y?): return x < y
            case (.some, nil): return true
            case (nil, .some): return false
            default: return Array(x.utf8).lexicographicallyPrecedes(Array(y.utf8))
            }
        }
        return a.prerelease.count < b.prerelease.count
    }

    var description: String {
        "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-" + prerelease.joined(separator: "."))
            + (build.isEmpty ? "" : "+" + build)
    }
}
