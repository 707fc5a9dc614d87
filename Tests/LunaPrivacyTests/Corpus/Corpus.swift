import LunaPrivacy

/// The labelled set: generated cases of every type in many surroundings, hard negatives, hand-written hard ones, and the
/// examiners' sets.
enum Corpus {
    static let positives: [CorpusCase] =
        generated() + mixed() + HandWritten.positives.map(CorpusCase.init)
        + CorpusTemplate.all.filter { !$0.marks.isEmpty }
    static let negatives: [CorpusCase] =
        (HardNegatives.generated() + HardNegatives.written).map(CorpusCase.init)
        + CorpusTemplate.all.filter(\.marks.isEmpty)
    static let all = positives + negatives

    /// `{}` is the marked value.
    private static let frames: [PrivacyType: [String]] = [
        .email: [
            "Contact {} today.", "mailto:{}", "<{}>", "From: x <{}>", "email={}&x=1", "{\"email\":\"{}\"}",
            "écrire à {}, merci", "user {} logged in", "({})", "{}", "a,{},b", "Mail:{};", "author = '{}'", "- {}\n",
        ],
        .phone: [
            "Call {} now", "{}", "Tel: {}.", "Mon numéro est le {}, merci.", "phone: \"{}\"", "{\"phone\":\"{}\"}",
            "Reach us at {} or by mail", "Fax : {}", "<td>{}</td>", "Appelez le {} !", "tel:{}",
            "Mobile {}\nOffice closed", "rang mich an: {}", "({} after six)",
        ],
        .usSSN: [
            "SSN: {}", "My social security number is {}.", "ssn={}", "{\"ssn\":\"{}\"}", "{}", "Employee {} was hired",
            "taxpayer id {} filed", "| {} |",
        ],
        .creditCard: [
            "Card: {}", "pay with {} please", "{}", "carte bancaire {} exp 12/27", "\"pan\":\"{}\"", "charged {}.",
            "Visa {} CVV 123", "card={}&cvv=123", "numéro de carte : {}\n",
        ],
        .iban: [
            "IBAN: {}", "{}", "Virement sur {} svp", "transfer to {} failed", "\"iban\":\"{}\"", "IBAN {}, BIC X",
            "compte {}.", "iban={};",
        ],
        .ipAddress: [
            "connect to {} failed", "client={}", "{}", "\"ip\":\"{}\"", "from {}, retrying", "host {} is up", "[{}]",
            "ping {}\n", "denied for {} - GET",
        ],
        .frNIR: [
            "NIR : {}", "n° de sécurité sociale {}", "{}", "numéro de sécu: {}.", "\"nir\":\"{}\"",
            "Assuré {} enregistré",
        ],
        .passport: [
            "Passport No: {}", "passport number {}.", "Passeport n° {}", "passeport : {}", "\"passport_number\":\"{}\"",
            "travels on passport {}", "Reisepass: {}", "Passport # {}", "numéro de passeport : {},",
        ],
        .dateOfBirth: [
            "DOB: {}", "Date of birth: {}", "born on {} in Leeds", "né le {} à Lyon", "née le {}.",
            "date de naissance : {}", "\"birthDate\":\"{}\"", "dob={}", "Birthday: {}", "Geburtsdatum: {}",
            "date_of_birth: {}", "D.O.B. {}",
        ],
        .person: [
            "Name: {}", "Nom : {}", "Dear {},", "Full name: {}", "Author: {}", "Patient: {}", "signed by {}.",
            "M. {} a signé", "Mme {} est là", "Mr. {} called", "Dr {} agreed", "\"full_name\":\"{}\"", "my name is {}.",
            "je m'appelle {}.", "Employee: {}", "Best regards,\n{}\n", "Reviewed-by: {} <<<EMAIL|x@y.example>>>",
            "Client : {}", "From: {} <", "Bonjour {},", "Prénom et nom : {}", "Contact: {}", "Customer name: {}",
        ],
        .urlCredentials: [
            "postgres://{}@db.example:5432/app", "https://{}@example.com/x", "redis://{}@cache:6379/0",
            "amqp://{}@mq/vh", "DATABASE_URL=mysql://{}@<<IP_ADDRESS|10.0.0.5>>/db",
            "git clone https://{}@git.example.com/r.git", "mongodb+srv://{}@c0.example.net/?w=1",
            "\"url\": \"ftp://{}@files.example/\"",
        ],
        .awsAccessKeyID: [
            "key {} found", "AWS_ACCESS_KEY_ID={}", "{}", "\"accessKeyId\": \"{}\"", "aws_access_key_id = {}",
        ],
        .awsSecretKey: [
            "aws_secret_access_key = {}", "AWS_SECRET_ACCESS_KEY={}", "\"SecretAccessKey\": \"{}\"",
            "export AWS_SECRET_ACCESS_KEY=\"{}\"", "aws secret: {}", "awsSecretKey: '{}'",
        ],
        .githubToken: [
            "token {} leaked", "GITHUB_TOKEN={}", "{}", "curl -H 'Authorization: token {}'", "\"{}\"",
            "https://x.example/?t={}",
        ],
        .slackToken: ["slack {} here", "SLACK_TOKEN={}", "{}", "\"{}\"", "webhook: {}"],
        .stripeKey: ["stripe.api_key = \"{}\"", "STRIPE_SECRET_KEY={}", "{}", "key {}.", "'{}'"],
        .jwt: [
            "Authorization: Bearer {}", "{}", "token={}", "\"jwt\":\"{}\"", "cookie: session={}; Path=/", "got {}.",
        ],
        .privateKey: ["{}", "key:\n{}\ndone", "\"private_key\": \"{}\"", "cat <<EOF\n{}\nEOF"],
        .password: [
            "password = \"{}\"", "password: {}", "DB_PASSWORD={}", "\"password\": \"{}\"", "pwd={};",
            "mot de passe : {}", "the password is {}", "mdp: {}", "IDENTIFIED BY '{}'", "--password {}",
            "let password = \"{}\"", "<password>{}</password>", "ALTER USER x WITH PASSWORD '{}';",
            "setPassword(\"{}\")", "Server=db;User Id=sa;Password={};Database=x", "user=bob, password={}, host=db",
            "passwd='{}'", "String password = \"{}\";", "spring.datasource.password={}", "le mot de passe est {}",
            "PGPASSWORD={} psql", "config['password'] = '{}'", "password => '{}'", "{\\\"password\\\":\\\"{}\\\"}",
        ],
        .apiKey: [
            "API_KEY={}", "api_key = \"{}\"", "x-api-key: {}", "\"apiKey\": \"{}\"", "key {}", "clé API : {}",
            "OPENAI_API_KEY={}", "--api-key {}", "const apiKey = '{}';", "api key: {}",
        ],
        .genericSecret: [
            "client_secret = \"{}\"", "SECRET_KEY={}", "\"token\": \"{}\"", "secret: {}", "Authorization: Bearer {}",
            "auth_token={}", "access_token: '{}'", "X-Auth-Token: {}", "jeton : {}", "JWT_SECRET={}",
        ],
        .basicAuth: [
            "Authorization: Basic {}", "\"Authorization\": \"Basic {}\"", "-H 'Authorization: Basic {}'",
            "authorization=Basic {}",
        ],
    ]

    private static func value(
        _ type: PrivacyType, _ frame: String, _ people: inout PersonalValues, _ secrets: inout SecretSamples
    ) -> String {
        switch type {
        case .email: return people.email()
        case .phone:
            let labelled = ["Call", "Tel", "phone", "tel:", "Appelez", "Mobile"].contains { frame.hasPrefix($0) }
            return labelled && people.random.int(0...3) == 0 ? people.labelledPhone() : people.phone()
        case .usSSN:
            let number = people.ssn()
            let labelled = frame.lowercased().contains("ssn") || frame.contains("social")
            return labelled && people.random.int(0...3) == 0
                ? number.replacing("-", with: people.random.pick(["", " "])) : number
        case .creditCard: return people.card()
        case .iban: return people.iban()
        case .ipAddress: return people.address()
        case .frNIR: return people.nir()
        case .passport: return people.passport()
        case .dateOfBirth: return people.birthDate()
        case .person: return people.person()
        case .urlCredentials:
            return secrets.random.pick(["admin", "app_user", "deploy"]) + ":"
                + secrets.random.pick(["p%40ss", "s3cr3t", "Zx9kQ", "mdp"]) + String(secrets.random.int(10...99999))
        case .awsAccessKeyID: return secrets.awsKey()
        case .awsSecretKey: return secrets.awsSecret()
        case .githubToken: return secrets.github()
        case .slackToken: return secrets.slack()
        case .stripeKey: return secrets.stripe()
        case .jwt: return secrets.jwt()
        case .privateKey: return secrets.pem()
        case .password: return secrets.password()
        case .apiKey:
            return frame.hasPrefix("key")
                ? secrets.apiKey() : secrets.random.int(0...2) == 0 ? secrets.opaque() : secrets.apiKey()
        case .genericSecret: return secrets.random.int(0...9) == 0 ? secrets.natsSeed() : secrets.opaque()
        case .basicAuth: return secrets.basic()
        }
    }

    /// Text around that moves offsets: emoji, combining marks, line ends of Windows, right-to-left.
    private static let around: [(String, String)] = [
        ("", ""), ("", ""), ("", ""), ("🙂👩‍👩‍👧 ", " 🎉"), ("e\u{301}te\u{301}: ", "\r\nfin"), ("שלום עולם ", " مرحبا"),
        ("line one\r\nline two\r\n", "\r\n"), ("    ", "\n\n"), ("日本語。", "。"),
    ]

    private static func generated() -> [CorpusCase] {
        var people = PersonalValues(random: SeededRandom(11))
        var secrets = SecretSamples(random: SeededRandom(12))
        var random = SeededRandom(13)
        var cases: [CorpusCase] = []
        for type in PrivacyType.allCases {
            let frames = Self.frames[type] ?? []
            for index in 0..<100 {
                let frame = frames[index % frames.count]
                let (before, after) = random.pick(around)
                let marked = frame.replacing(
                    "{}", with: "<<\(type.rawValue)|\(value(type, frame, &people, &secrets))>>")
                cases.append(CorpusCase(before + marked + after))
            }
        }
        return cases
    }

    /// Several types in one text.
    private static func mixed() -> [CorpusCase] {
        var people = PersonalValues(random: SeededRandom(21))
        var secrets = SecretSamples(random: SeededRandom(22))
        return (0..<150).map { index in
            func mark(_ type: PrivacyType, _ value: String) -> String { "<<\(type.rawValue)|\(value)>>" }
            switch index % 5 {
            case 0:
                return CorpusCase(
                    "2024-05-06T10:11:12Z INFO user=\(mark(.email, people.email())) ip=\(mark(.ipAddress, people.address())) took 12ms\npassword=\(mark(.password, secrets.password())) retry=3"
                )
            case 1:
                return CorpusCase(
                    "Bonjour,\r\nMon IBAN est \(mark(.iban, people.iban())) et ma carte \(mark(.creditCard, people.card())).\r\nTél. \(mark(.phone, people.phone()))\r\n"
                )
            case 2:
                return CorpusCase(
                    "{\"name\":\"\(mark(.person, "John " + people.surname()))\",\"ssn\":\"\(mark(.usSSN, people.ssn()))\",\"dob\":\"\(mark(.dateOfBirth, people.birthDate()))\",\"id\":12}"
                )
            case 3:
                return CorpusCase(
                    "# .env\nDB_PASSWORD=\(mark(.password, secrets.password()))\nGITHUB_TOKEN=\(mark(.githubToken, secrets.github()))\nDEBUG=true\nPORT=8080\nAPI_KEY=\(mark(.apiKey, secrets.opaque()))\n"
                )
            default:
                return CorpusCase(
                    "NIR \(mark(.frNIR, people.nir())), passeport \(mark(.passport, people.passport())), né le \(mark(.dateOfBirth, people.birthDate())) ; contact \(mark(.email, people.email()))."
                )
            }
        }
    }
}
