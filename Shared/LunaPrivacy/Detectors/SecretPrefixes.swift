/// The prefixes by which providers mark their tokens.
enum SecretPrefixes {
    enum Alphabet: Sendable {
        case alnum, word, dashed, dotted, hex, upper, base64

        @inline(__always)
        func contains(_ byte: UInt8) -> Bool {
            switch self {
            case .alnum: Byte.isAlnum(byte)
            case .word: Byte.isWord(byte)
            case .dashed: Byte.isBase64URL(byte)
            case .dotted: Byte.isBase64URL(byte) || byte == 0x2E
            case .hex: Byte.isHex(byte)
            case .upper: Byte.isUpper(byte) || Byte.isDigit(byte)
            case .base64: Byte.isBase64(byte) || byte == 0x3D || byte == 0x2D || byte == 0x5F
            }
        }
    }

    struct Entry: Sendable {
        let prefix: StaticString
        let second: UInt8
        let alphabet: Alphabet
        /// Fewest characters after the prefix.
        let minimum: Int
        /// Exact number of characters after the prefix; 0 when it varies.
        let exact: Int
        let type: PrivacyType
        let needsDigit: Bool

        init(
            _ prefix: StaticString, _ alphabet: Alphabet, _ minimum: Int, _ type: PrivacyType, exact: Bool = false,
            needsDigit: Bool = false
        ) {
            self.prefix = prefix
            self.second = prefix.utf8Start[1]
            self.alphabet = alphabet
            self.minimum = minimum
            self.exact = exact ? minimum : 0
            self.type = type
            self.needsDigit = needsDigit
        }
    }

    static let byFirst: [[Entry]] = {
        var table: [[Entry]] = Array(repeating: [], count: 256)
        for entry in all { table[Int(entry.prefix.utf8Start[0])].append(entry) }
        return table
    }()

    private static let all: [Entry] = [
        Entry("AKIA", .upper, 16, .awsAccessKeyID, exact: true),
        Entry("ASIA", .upper, 16, .awsAccessKeyID, exact: true),
        Entry("ABIA", .upper, 16, .awsAccessKeyID, exact: true),
        Entry("ACCA", .upper, 16, .awsAccessKeyID, exact: true),
        Entry("ghp_", .alnum, 30, .githubToken), Entry("gho_", .alnum, 30, .githubToken),
        Entry("ghu_", .alnum, 30, .githubToken), Entry("ghs_", .alnum, 30, .githubToken),
        Entry("ghr_", .alnum, 30, .githubToken), Entry("github_pat_", .word, 30, .githubToken),
        Entry("xoxb-", .dashed, 12, .slackToken, needsDigit: true),
        Entry("xoxp-", .dashed, 12, .slackToken, needsDigit: true),
        Entry("xoxa-", .dashed, 12, .slackToken, needsDigit: true),
        Entry("xoxr-", .dashed, 12, .slackToken, needsDigit: true),
        Entry("xoxs-", .dashed, 12, .slackToken, needsDigit: true),
        Entry("xoxo-", .dashed, 12, .slackToken, needsDigit: true),
        Entry("xoxc-", .dashed, 12, .slackToken, needsDigit: true),
        Entry("xoxd-", .dashed, 12, .slackToken, needsDigit: true),
        Entry("xoxe-", .dashed, 12, .slackToken, needsDigit: true),
        Entry("xoxe.", .dotted, 12, .slackToken, needsDigit: true),
        Entry("xapp-", .dashed, 12, .slackToken, needsDigit: true),
        Entry("xwfp-", .dashed, 12, .slackToken, needsDigit: true),
        Entry("sk_live_", .alnum, 10, .stripeKey), Entry("sk_test_", .alnum, 10, .stripeKey),
        Entry("rk_live_", .alnum, 10, .stripeKey), Entry("rk_test_", .alnum, 10, .stripeKey),
        Entry("pk_live_", .alnum, 10, .stripeKey), Entry("pk_test_", .alnum, 10, .stripeKey),
        Entry("whsec_", .base64, 16, .stripeKey),
        Entry("sk-ant-", .dashed, 20, .apiKey), Entry("sk-proj-", .dashed, 20, .apiKey),
        Entry("sk-svcacct-", .dashed, 20, .apiKey), Entry("sk-admin-", .dashed, 20, .apiKey),
        Entry("sk-or-v1-", .hex, 32, .apiKey), Entry("sk-", .alnum, 20, .apiKey, needsDigit: true),
        Entry("sk-lf-", .dashed, 20, .apiKey, needsDigit: true),
        Entry("pk-lf-", .dashed, 20, .apiKey, needsDigit: true),
        Entry("AIza", .dashed, 30, .apiKey, needsDigit: false), Entry("ya29.", .dashed, 20, .apiKey),
        Entry("GOCSPX-", .dashed, 20, .apiKey),
        Entry("glpat-", .dotted, 20, .apiKey), Entry("gldt-", .dashed, 20, .apiKey),
        Entry("glrt-", .dotted, 20, .apiKey),
        Entry("glcbt-", .dashed, 20, .apiKey), Entry("glptt-", .dashed, 20, .apiKey),
        Entry("glft-", .dashed, 20, .apiKey),
        Entry("glsoat-", .dashed, 20, .apiKey), Entry("glimt-", .dashed, 20, .apiKey),
        Entry("glagent-", .dashed, 20, .apiKey),
        Entry("gloas-", .dashed, 20, .apiKey), Entry("GR1348941", .dashed, 20, .apiKey),
        Entry("npm_", .alnum, 30, .apiKey), Entry("pypi-", .dashed, 16, .apiKey, needsDigit: true),
        Entry("hf_", .alnum, 30, .apiKey), Entry("api_org_", .alnum, 30, .apiKey), Entry("SG.", .dotted, 40, .apiKey),
        Entry("SK", .hex, 32, .apiKey, exact: true, needsDigit: true),
        Entry("AC", .hex, 32, .apiKey, exact: true, needsDigit: true),
        Entry("dop_v1_", .hex, 32, .apiKey), Entry("doo_v1_", .hex, 32, .apiKey), Entry("dor_v1_", .hex, 32, .apiKey),
        Entry("shpat_", .hex, 32, .apiKey), Entry("shpca_", .hex, 32, .apiKey), Entry("shppa_", .hex, 32, .apiKey),
        Entry("shpss_", .hex, 32, .apiKey), Entry("shpua_", .alnum, 24, .apiKey),
        Entry("key-", .hex, 32, .apiKey, exact: true, needsDigit: true), Entry("sq0atp-", .dashed, 22, .apiKey),
        Entry("sq0csp-", .dashed, 30, .apiKey), Entry("EAAA", .dashed, 56, .apiKey),
        Entry("lin_api_", .alnum, 30, .apiKey),
        Entry("PMAK-", .dashed, 30, .apiKey), Entry("rubygems_", .hex, 32, .apiKey),
        Entry("dckr_pat_", .dashed, 20, .apiKey),
        Entry("dckr_oat_", .dashed, 20, .apiKey), Entry("hvs.", .dashed, 24, .apiKey),
        Entry("hvb.", .dashed, 24, .apiKey),
        Entry("AGE-SECRET-KEY-1", .alnum, 50, .genericSecret), Entry("nvapi-", .dashed, 40, .apiKey),
        Entry("gsk_", .alnum, 30, .apiKey), Entry("xai-", .alnum, 40, .apiKey), Entry("pplx-", .alnum, 30, .apiKey),
        Entry("r8_", .alnum, 30, .apiKey), Entry("figd_", .dashed, 30, .apiKey), Entry("ntn_", .alnum, 30, .apiKey),
        Entry("secret_", .alnum, 40, .apiKey, needsDigit: true), Entry("ATATT3", .base64, 40, .apiKey),
        Entry("glsa_", .word, 30, .apiKey), Entry("glc_", .base64, 32, .apiKey), Entry("sntrys_", .base64, 30, .apiKey),
        Entry("sntryu_", .hex, 32, .apiKey), Entry("NRAK-", .upper, 24, .apiKey),
        Entry("dapi", .hex, 32, .apiKey, needsDigit: true),
        Entry("tskey-", .dashed, 20, .apiKey, needsDigit: true), Entry("pat-na1-", .dashed, 30, .apiKey),
        Entry("pat-eu1-", .dashed, 30, .apiKey), Entry("sbp_", .hex, 32, .apiKey), Entry("pul-", .hex, 32, .apiKey),
        Entry("CLOJARS_", .hex, 50, .apiKey), Entry("tfp_", .dashed, 30, .apiKey), Entry("dp.pt.", .alnum, 30, .apiKey),
        Entry("dp.st.", .dotted, 30, .apiKey), Entry("fo1_", .dashed, 30, .apiKey),
        Entry("FlyV1", .dashed, 60, .apiKey),
        Entry("rnd_", .alnum, 28, .apiKey), Entry("phc_", .alnum, 30, .apiKey), Entry("phx_", .alnum, 30, .apiKey),
        Entry("ops_", .dashed, 100, .apiKey), Entry("LTAI", .alnum, 16, .apiKey, needsDigit: true),
        Entry("xkeysib-", .dashed, 40, .apiKey), Entry("re_", .word, 24, .apiKey, needsDigit: true),
        // Airtable: 14 characters, a dot, 64 hexadecimal digits.
        Entry("pat", .dotted, 79, .apiKey, exact: true, needsDigit: true),
        Entry("patd", .dashed, 60, .apiKey), Entry("CFPAT-", .dashed, 40, .apiKey),
        Entry("eyJrIjoi", .base64, 60, .apiKey),
        Entry("pk.eyJ", .dotted, 40, .apiKey), Entry("sk.eyJ", .dotted, 40, .apiKey),
        Entry("EAACEdEose0cBA", .alnum, 10, .apiKey),
        Entry("cio_", .alnum, 30, .apiKey), Entry("ddp_", .alnum, 36, .apiKey), Entry("duffel_", .word, 40, .apiKey),
        Entry("gAAAAA", .dashed, 60, .genericSecret), Entry("sgp_", .word, 40, .apiKey),
        Entry("ATBB", .alnum, 32, .apiKey),
        // Our own keys of access.
        Entry("luna_", .dashed, 56, .apiKey, exact: true, needsDigit: true),
    ]
}
