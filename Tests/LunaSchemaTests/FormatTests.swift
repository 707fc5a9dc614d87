import LunaCore
import LunaSchema
import Testing

@Suite struct FormatTests {
    @Test(
        arguments: [
            (
                "date", ["2024-02-29", "1999-12-31"],
                ["2023-02-29", "2024-13-01", "2024-1-1", "24-01-01", "2024-01-0\u{661}"]
            ),
            (
                "time", ["12:00:00Z", "23:59:60Z", "01:29:60+01:30", "12:00:00.123-08:00"],
                ["12:00:00", "24:00:00Z", "12:00:60Z", "12:00:00+24:00"]
            ),
            ("date-time", ["2024-01-01T00:00:00Z", "2024-01-01t00:00:00z"], ["2024-01-01 00:00:00Z", "2024-01-01"]),
            ("duration", ["P1Y", "PT1H30M", "P2W", "P1DT12H"], ["P", "PT", "P1", "1D", "P1D2H", "P1Y1W", "P1YT1S1M"]),
            (
                "email", ["a@b.c", "a.b+c@x-y.test", "\"a b\"@x.test", "a@[127.0.0.1]", "a@[IPv6:::1]"],
                ["a", "@b", "a@", ".a@b", "a..b@c", "a b@c", "ä@b.c", "a@b_c"]
            ),
            ("idn-email", ["ä@ö.test"], ["ä"]),
            (
                "hostname", ["a", "a-b.test", "xn--4gbwdl.xn--wgbh1c", "1.2"],
                ["", "-a", "a-", "a..b", "a_b", "ä.test", "ab--cd", "xn--X"]
            ),
            ("idn-hostname", ["실례.테스트", "l·l", "faß.test"], ["〮실례", "a·l", "-ä", "ä..b"]),
            ("ipv4", ["127.0.0.1", "0.0.0.0"], ["1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", "1.2.3.\u{664}"]),
            (
                "ipv6", ["::", "::1", "1::", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "1:2:3:4:5:6:1.2.3.4"],
                [
                    ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "12345::", "::1%eth0", "1:2:3:4:5:6:7:8:9", ":1::",
                    "1:2:3:4:5:6:7::8:9",
                ]
            ),
            (
                "uri", ["http://a.b/c?d#e", "urn:x:y", "mailto:a@b", "http://[::1]:80/", "ftp://u:p@h/%20"],
                ["a/b", "//x", "http://a b", "http://[::1", "http://x:y", "a:%g0", "http://ä"]
            ),
            ("uri-reference", ["", "a/b", "#x", "//x/y", "?q"], ["a b", "\\\\x", "1:2"]),
            ("iri", ["http://ä.test/ü?ö"], ["ä", "http://a b"]),
            ("iri-reference", ["ä/ö#ü"], ["\\ä"]),
            ("uri-template", ["http://x/{id}{?a,b*}{#c:3}"], ["http://x/{id", "{}", "{a:0}", "a}"]),
            (
                "uuid", ["2EB8AA08-aa98-11ea-b4aa-73b441d16380"],
                ["2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d1638g", ""]
            ),
            ("json-pointer", ["", "/a/b~0~1", "/"], ["a", "/~", "/~2", "#/a"]),
            ("relative-json-pointer", ["0", "1/a", "2#", "120/x"], ["", "01", "-1", "1a", "0##", "/a"]),
            ("regex", ["a+", "\\p{L}"], ["(", "\\a", "a{"]),
            ("no-such-format", ["anything"], []),
        ] as [(String, [String], [String])])
    func assertsWhenAsked(_ name: String, _ good: [String], _ bad: [String]) throws {
        let schema = try JSONSchema(["format": .string(name)], options: .init(assertsFormat: true))
        for text in good { #expect(schema.isValid(.string(text)), "\(text)") }
        for text in bad { #expect(!schema.isValid(.string(text)), "\(text)") }
        #expect(schema.isValid(12))
        let annotation = try JSONSchema(["format": .string(name)])
        for text in bad { #expect(annotation.isValid(.string(text))) }
    }
}
