/// What kind of personal data or secret a span holds. The raw value is the public name, used in files and on the wire.
public enum PrivacyType: String, Sendable, Hashable, CaseIterable, Codable {
    case email = "EMAIL"
    case phone = "PHONE"
    case usSSN = "US_SSN"
    case creditCard = "CREDIT_CARD"
    case iban = "IBAN"
    case ipAddress = "IP_ADDRESS"
    case frNIR = "FR_NIR"
    case passport = "PASSPORT"
    case dateOfBirth = "DATE_OF_BIRTH"
    case person = "PERSON"
    case urlCredentials = "URL_CREDENTIALS"
    case awsAccessKeyID = "AWS_ACCESS_KEY_ID"
    case awsSecretKey = "AWS_SECRET_KEY"
    case githubToken = "GITHUB_TOKEN"
    case slackToken = "SLACK_TOKEN"
    case stripeKey = "STRIPE_KEY"
    case jwt = "JWT"
    case privateKey = "PRIVATE_KEY"
    case password = "PASSWORD"
    case apiKey = "API_KEY"
    case genericSecret = "GENERIC_SECRET"
    case basicAuth = "BASIC_AUTH"

    /// Whether the value opens a door (a credential), rather than describing a person.
    public var isSecret: Bool {
        switch self {
        case .email, .phone, .usSSN, .creditCard, .iban, .ipAddress, .frNIR, .passport, .dateOfBirth, .person: false
        default: true
        }
    }

    /// The word for the type inside a token such as `luna_email_…`: lower-case letters only.
    public var tokenWord: String {
        switch self {
        case .email: "email"
        case .phone: "phone"
        case .usSSN: "ssn"
        case .creditCard: "card"
        case .iban: "iban"
        case .ipAddress: "ip"
        case .frNIR: "nir"
        case .passport: "passport"
        case .dateOfBirth: "birthdate"
        case .person: "person"
        case .urlCredentials: "urlcredentials"
        case .awsAccessKeyID: "awskeyid"
        case .awsSecretKey: "awssecret"
        case .githubToken: "githubtoken"
        case .slackToken: "slacktoken"
        case .stripeKey: "stripekey"
        case .jwt: "jwt"
        case .privateKey: "privatekey"
        case .password: "password"
        case .apiKey: "apikey"
        case .genericSecret: "secret"
        case .basicAuth: "basicauth"
        }
    }

    /// Who wins when two spans overlap: the higher value. Formats that prove themselves stand above labelled values,
    /// and those above formats that are only likely.
    var precedence: Int {
        switch self {
        case .privateKey: 100
        case .jwt, .githubToken, .slackToken, .stripeKey, .awsAccessKeyID: 90
        case .awsSecretKey, .basicAuth: 85
        case .urlCredentials: 80
        case .password: 72
        case .apiKey: 71
        case .genericSecret: 70
        case .iban, .frNIR, .creditCard: 60
        case .passport, .dateOfBirth: 58
        case .email: 55
        case .usSSN: 52
        case .ipAddress: 50
        case .phone: 45
        case .person: 20
        }
    }
}

/// Why a span was found.
public enum PrivacyReason: String, Sendable, Hashable {
    /// A check digit, checksum or decoded structure was right.
    case checksum
    /// The format alone is unmistakable, such as a provider's prefix.
    case format
    /// A label or a word nearby tells what the value is.
    case context
    /// The words stand in the dictionary of names.
    case dictionary
}

/// How sure the scanner is. Ordered: `possible < likely < certain`.
public enum PrivacyConfidence: Int, Sendable, Hashable, Comparable {
    case possible = 1
    case likely = 2
    case certain = 3
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// One find: a range of UTF-8 bytes and what it holds.
public struct PrivacySpan: Sendable, Hashable {
    /// Offset of the first byte.
    public let start: Int
    /// Offset after the last byte.
    public let end: Int
    public let type: PrivacyType
    public let confidence: PrivacyConfidence
    public let reason: PrivacyReason

    public init(
        start: Int, end: Int, type: PrivacyType, confidence: PrivacyConfidence = .likely,
        reason: PrivacyReason = .format
    ) {
        self.start = start
        self.end = end
        self.type = type
        self.confidence = confidence
        self.reason = reason
    }

    /// Who wins when spans overlap. A key or token that proves itself stands above the place it was found in, so that
    /// `password = <provider's token>` is that provider's.
    var precedence: Int {
        let proven = confidence == .certain && (reason == .format || reason == .checksum)
        return proven && (type == .apiKey || type == .genericSecret) ? 88 : type.precedence
    }

    /// The byte offsets as a range.
    public var range: Range<Int> { start..<end }
}
