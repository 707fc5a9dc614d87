import LunaPrivacy
import Testing

/// Cases that the generated set does not have: written from the standards and from the syntax of tools.
@Suite struct StandardsTests {
    private func finds(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return PrivacyScanner().scan(text).map {
            "\($0.type.rawValue) \(String(decoding: bytes[$0.range], as: UTF8.self))"
        }
    }

    @Test(arguments: [
        "String password = \"Zx9kfPq2\";", "$config['password'] = 'Zx9kfPq2';", "define('DB_PASSWORD', 'Zx9kfPq2');",
        "setenv(\"DB_PASSWORD\", \"Zx9kfPq2\", 1);", "- name: DB_PASSWORD\n  value: Zx9kfPq2\n",
        "- name: DB_PASSWORD\r\n  value: \"Zx9kfPq2\"\r\n", "{\"name\":\"DB_PASSWORD\",\"value\":\"Zx9kfPq2\"}",
        "<add key=\"Password\" value=\"Zx9kfPq2\"/>", "<property name=\"password\" value=\"Zx9kfPq2\"/>",
        "ENV POSTGRES_PASSWORD Zx9kfPq2", "ENV POSTGRES_PASSWORD=Zx9kfPq2",
        "SET PASSWORD FOR 'bob'@'%' = PASSWORD('Zx9kfPq2');", "CREATE LOGIN bob WITH PASSWORD = N'Zx9kfPq2'",
        "IDENTIFIED BY 'Zx9kfPq2'", "-Dspring.datasource.password=Zx9kfPq2", "sshpass -p 'Zx9kfPq2' ssh h",
        "mysql -u root -pZx9kfPq2 db", "PGPASSWORD=Zx9kfPq2 psql", "machine h login u password Zx9kfPq2",
        "jdbc:postgresql://h/db?user=u&password=Zx9kfPq2", "{\\\"password\\\":\\\"Zx9kfPq2\\\"}",
    ])
    func aPasswordIsFoundByItsPlace(_ text: String) {
        #expect(finds(text) == ["PASSWORD Zx9kfPq2"])
    }

    @Test(arguments: [
        "+33.6.12.34.56.78", "+33 (0)6 12 34 56 78", "0033 6 12 34 56 78", "+1 (800) 555-0199 x123", "0171/1234567",
        "(030) 1234 5678", "020-624 1111", "514-555-0123", "333 1234567", "06\u{a0}12\u{a0}34\u{a0}56\u{a0}78",
    ])
    func aPhoneIsFoundWithoutALabel(_ number: String) { #expect(finds(number) == ["PHONE \(number)"]) }

    @Test func labelsOfOtherLanguagesCount() {
        #expect(finds("telemóvel 912345678") == ["PHONE 912345678"])
        #expect(finds("geb. 12.03.1984") == ["DATE_OF_BIRTH 12.03.1984"])
        #expect(finds("Handynummer 01711234567") == ["PHONE 01711234567"])
    }

    @Test func ourOwnKeysAndRailsKeysAreSecrets() {
        let key = "luna_0123456789ab_" + String(repeating: "aB3dE5f", count: 6) + "z"
        #expect(finds("LUNA_KEY is \(key).") == ["API_KEY \(key)"])
        #expect(
            finds("export SECRET_KEY_BASE=8f14e45fceea167a5a36dedd4bea2543")
                == ["GENERIC_SECRET 8f14e45fceea167a5a36dedd4bea2543"])
    }

    @Test(arguments: [
        "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: password\n",
        "- name: DB_PASSWORD\n  value: ${DB_PASSWORD}\n", "{\"name\":\"password\",\"value\":\"required\"}",
        "INSERT INTO u VALUES (@user, @password); password: @password", "names = ('password', 'username', 'email')",
        "password: string;", "password = getpass.getpass()", "password: z.string().min(8)", "password=%s",
        "kubectl create secret generic db --from-file=x", "token: [REDACTED]", "apiKey: 'YOUR_API_KEY'",
        "password = [PASSWORD]", "Authorization: Bearer ***", "email: [EMAIL], phone: [PHONE]", "key-bindings 2000",
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8", "VIN 1HGCM82633A004352", "SIRET 73282932000074",
        "IMEI 490154203237518", "DOI 10.1000/182", "12:34:56:78:9a:bc", "Chrome/120.0.6099.109", "ISBN 9783161484100",
        "GET /v1/orders/4532015112830367", "1.2.3.4.5", "a::b Foo::bar()", "user@localhost", "git@github.com:org/x.git",
    ])
    func whatOnlyLooksLikeItIsLeftAlone(_ text: String) { #expect(finds(text) == []) }

    @Test func maskingAgainChangesNothing() {
        let redactor = PrivacyRedactor.shared
        for text in [
            "password=\"Zx9kfPq2\" of jane@example.com", "tel: 06 12 34 56 78, sk_live_aB3dE5fG7hJ9kL1mN3pQ5rS7",
        ] {
            let once = redactor.redact(text)
            #expect(once != text && redactor.redact(once) == once)
        }
    }
}
