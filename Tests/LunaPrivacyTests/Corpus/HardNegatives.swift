import LunaPrivacy

/// Texts without anything personal or secret that look as if there were.
enum HardNegatives {
    static func generated() -> [String] {
        var random = SeededRandom(31)
        var cases: [String] = []
        func hex(_ count: Int) -> String { random.string(Alphabet.hex, count) }
        for _ in 0..<24 {
            cases += [
                "commit \(hex(40))", "\"id\": \"\(hex(8))-\(hex(4))-4\(hex(3))-a\(hex(3))-\(hex(12))\"", "sha256:\(hex(64))", "integrity=\"sha512-\(random.string(Alphabet.base64, 86))==\"",
                "ETag: \"\(hex(32))\"", "version \(random.int(1...20)).\(random.int(0...99)).\(random.int(0...99)).\(random.int(0...99))", "v\(random.int(1...9)).\(random.int(0...9)).\(random.int(0...9))-rc.\(random.int(1...9))",
                "timestamp \(random.int(1_600_000_000...1_900_000_000))", "ts=\(random.int(1_600_000_000_000...1_900_000_000_000))", "order #\(random.string(Alphabet.digits, 10))", "Order \(random.string(Alphabet.digits, 12)) shipped",
                "\(random.int(2000...2030))-\(pad(random.int(1...12), 2))-\(pad(random.int(1...28), 2)) \(pad(random.int(0...23), 2)):\(pad(random.int(0...59), 2)):\(pad(random.int(0...59), 2)),\(pad(random.int(0...999), 3)) INFO done",
                "invoice INV-\(random.string(Alphabet.digits, 8))", "let x = \(random.string(Alphabet.digits, 9))", "OID 1.3.6.1.4.1.\(random.int(1...9999)).\(random.int(1...99))", "0x\(hex(16))", "MAC 00:1A:2B:\(hex(2)):\(hex(2)):\(hex(2))",
                "password = \(random.pick(["get_password()", "os.environ[\"PW\"]", "config.password", "None", "${PW}", "input('pw')", "req.body.password", "settings.DB_PASSWORD", "argv[1]"]))",
                "api_key: \(random.pick(["${API_KEY}", "<your-api-key>", "YOUR_API_KEY", "xxxxxxxxxxxx", "{{ api_key }}", "os.getenv('API_KEY')", "string", "$API_KEY"]))",
                "$\(random.int(1...9)),\(pad(random.int(0...999), 3)),\(pad(random.int(0...999), 3)).\(pad(random.int(0...99), 2))", "lat \(random.int(10...80)).\(random.string(Alphabet.digits, 6)), lon -\(random.int(10...99)).\(random.string(Alphabet.digits, 6))",
                "ISBN 978-3-16-148410-\(random.int(0...9))", "port \(random.int(1024...65535)) pid \(random.int(100...99999))", "range \(random.int(100...999))-\(random.int(1000...9999))",
            ]
        }
        return cases
    }

    static let written: [String] = [
        "git@github.com:org/repo.git", "icon@2x.png", "npm i lodash@4.17.21 react@^18.2.0", "@app.route('/users')", "@Override public void run()", "std::vector<int> a::b::c", "use std::io::Read;", "Foo::Bar.baz", "a[1::2]", "root@localhost:~#", "docker pull x/y@sha256:abc",
        "@media (max-width: 600px)", "user@.service getty@tty1.service", "meet @ 5pm", "A@B", "x = a@b.T", "\\@foo", "email: <your-email>", "name@", "@example.com",
        "127.0.0.1 localhost", "0.0.0.0:80", "255.255.255.0", "::1", "::", "version 10.0.19041.1", "Chrome/120.0.6099.109 Safari/537.36", "pip install x==1.2.3.4", "section 1.2.3.4 of the manual", "libfoo.so.1.2.3.4", "1.2.3.4.5", "256.300.1.2", "AssemblyVersion(\"1.0.0.0\")",
        "12:34:56", "10::20", "dead::beef", "C::D", "ratio 16:9:4",
        "000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567", "123-45-0000", "part 123-456-78", "12-345-6789",
        "4111 1111 1111 1112", "1234 5678 9012 3456", "0000 0000 0000 0000", "card ending in 4242", "4242", "**** **** **** 1234", "tracking 4111111111111111", "9999999999999999",
        "FR76 3000 6000 0112 3456 7890 188", "GB82 WEST 1234 5698 7654 33", "DE00 0000", "IT is 60 years old", "NO 15 items", "ES2015 modules", "DE89 users",
        "1 85 05 78 006 084 37", "285057800608400 is a number", "2850578006084",
        "password: str", "password: string;", "def login(user, password):", "password = None", "password = null", "password=password", "self.password = password", "password=\"\"", "password: \"changeme\"", "password = getpass.getpass()", "\"password\": \"<password>\"", "password: ${DB_PASSWORD}", "password: !secret db_password",
        "PASSWORD_FILE=/run/secrets/pw", "PWD=/home/user", "Forgot password? Click here", "password is required", "Your password must have 8 characters", "le mot de passe est obligatoire", "mot de passe oublié ?", "Enter password: ", "passwordHash VARCHAR(255)", "password_reset_url = x", "--password-file pw.txt", "if password == other:", "password policy: strict", "func check(password: String) -> Bool", "password: { type: 'string', minLength: 8 }", "password: process.env.DB_PASSWORD,", "const password = useRef(null)", "'password' => env('DB_PASSWORD')", "<input type=\"password\" name=\"password\">", "label: \"Password\"", "t('password')",
        "{\"type\":\"password\",\"label\":\"Password\"}", "bypass: enabled", "compass=north12", "monkey=banana123", "keyword=search42", "public_key=ssh-ed25519", "primary_key=user_id_1", "token_count=1234", "max_tokens: 4096", "next_page_token: abc", "tokens = text.split()", "secretName: my-app-tls", "secret: my-app-secret", "kind: Secret", "token: string", "access_token: getToken()", "api_key = os.environ.get(\"API_KEY\")", "apiKey: process.env.API_KEY", "API_KEY=your_api_key_here", "api_key=xxxxxxxxxxxxxxxx", "token = \"<token>\"", "secret_key = \"changeme\"", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "sk-xxxxxxxxxxxxxxxxxxxxxxxx", "glpat-XXXXXXXXXXXXXXXXXXXX", "sk-folding-cube sk-chase-dot", "AKIAXXXXXXXXXXXXXXXX",
        "https://user:${PASS}@host/x", "https://<user>:<password>@host", "postgres://user:password@localhost/db", "https://example.com:8080/a@b", "ssh://git@host/x", "https://medium.com/@user/post-123", "http://localhost:3000", "redis://:${REDIS_PASSWORD}@redis:6379",
        "Basic understanding of Swift", "Basic auth is used", "bearer of good news", "Authorization: Bearer ${TOKEN}", "Authorization: Bearer <token>", "Authorization: Basic <credentials>", "eyJust a word", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----\nMIIBIjANBg\n-----END PUBLIC KEY-----",
        "setTimeout(fn, 1234567890)", "15/01/2024", "2024-01-15T10:30:00Z", "01.02.2024 10:30", "1 234 567,89 €", "population 67 390 000", "600 000 000 users", "3.141592653589793", "1e10", "ratio 1/3", "page 12-34", "Ref: 0612345678", "ISBN 0306406152", "ticket 5551234567", "SIREN 732 829 320", "id=1234567890", "x-request-id: 4155550132", "EAN 4006381333931", "1-2-3-4-5", "2024-2025", "99.99.99",
        "version born in 2015", "created 2020-01-01", "passport.js 0.6.0", "passport expires 2030-01-01", "passport control at gate 12", "npm i passport-local", "birth rate 12.5", "released on March 12, 2020", "expires: 12/03/2025",
        "Name: build-and-test", "name: CI Pipeline", "\"name\": \"lodash\"", "\"name\": \"Luna Core\"", "Dear Sir or Madam,", "Dear Customer,", "Hello World", "Hi team,", "Hi there,", "Bonjour à tous", "From: line 12 To: line 20", "Author: unknown", "Paris is in France", "New York City", "The Great Wall", "Visual Studio Code", "Apache Kafka", "Ruby On Rails", "May 2024", "Machine Learning", "Los Angeles", "San Francisco", "Jenkins Pipeline", "Swift Package Manager", "Best regards,\nThe Team", "Jordan River", "Victoria Station", "M. is short", "MS Word", "Dr. No answer", "Contact: support desk", "Charlotte Airport", "Name:\n", "Client: Acme Corp", "signed by the server", "Created by Default", "Java Script", "Claude Code", "Rue Victor Hugo",
        "SUPERCALIFRAGILISTICEXPIALIDOCIOUSSUPERCALIFRAGILISTICEXPIAL", "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "SG.js", "hf_hub_download", "npm_config_cache", "pk_id", "sk_learn", "xoxo", "key-value", "re_match_all_the_things_in_the_world", "secret_santa_list", "dp.st.x",
    ]
}
