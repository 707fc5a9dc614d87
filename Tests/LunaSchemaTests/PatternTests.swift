import LunaCore
import LunaSchema
import Testing

@Suite struct PatternTests {
    @Test(arguments: [
        ("", "", true), ("a", "xay", true), ("^a", "xa", false), ("a$", "a\n", false), ("a|b", "b", true),
        ("^(a|b)*$", "abba", true),
        ("^a{2,3}$", "a", false), ("^a{2,3}$", "aaa", true), ("^a{2,3}$", "aaaa", false), ("^a{2}$", "aa", true),
        ("^a{2,}$", "aaaaa", true),
        ("^a+?b??$", "aab", true), (".", "\n", false), (".", "\u{2028}", false), ("^.$", "\u{1F600}", true),
        ("[^a]", "a", false),
        ("[]", "a", false), ("^[^]$", "\n", true), ("[a-c-]", "-", true), ("[\\]\\\\]", "]", true),
        ("[\\b]", "\u{8}", true),
        ("^\\d+$", "12", true), ("\\d", "\u{661}", false), ("\\w", "\u{E9}", false), ("^\\W$", "\u{E9}", true),
        ("\\s", "\u{FEFF}", true),
        ("\\s", "\u{A0}", true), ("\\S", "\u{3000}", false), ("\\bfoo\\b", "a foo b", true),
        ("\\bfoo\\b", "afoo", false), ("\\Boo", "foo", true),
        ("^\\u0041\\x42\\u{1F600}$", "AB\u{1F600}", true), ("^\\ud83d\\ude00$", "\u{1F600}", true),
        ("\\cC", "\u{3}", true), ("\\0", "\0", true),
        ("^\\p{Lu}\\p{Letter}+$", "Éa", true), ("\\P{L}", "a", false), ("^\\p{Script=Greek}+$", "αβγ", true),
        ("\\p{sc=Grek}", "a", false),
        ("^[\\p{Nd}x]+$", "x\u{661}", true), ("^[^\\P{L}]$", "a", true), ("a(?=b)", "ab", true),
        ("a(?=b)", "ac", false), ("a(?!b)", "ac", true),
        ("a(?!b)", "ab", false), ("(?<=a)b", "ab", true), ("(?<=a)b", "cb", false), ("(?<!a)b", "cb", true),
        ("(?<!a)b", "ab", false),
        ("^(?=.*\\d)(?=.*[a-z]).{4,}$", "abc1", true), ("^(?=.*\\d)(?=.*[a-z]).{4,}$", "abcd", false),
        ("(?=a(?!b))a", "ab", false),
        ("(?<=^a(?=b)b)c", "abc", true), ("(?<year>\\d{4})-(?:\\d\\d)", "2024-05", true), ("^(a*)*$", "aaab", false),
        ("(|a)+", "b", true),
        ("^\\S(|(.|\\n)*\\S)$", "a b", true), ("^[a-zA-Z0-9._%+\\-]+@x\\.y$", "a-b@x.y", true), ("^{.*}$", "{x}", true),
        ("a{,2}", "a{,2}", true),
    ])
    func matchesAsECMAScriptDoes(_ pattern: String, _ text: String, _ expected: Bool) throws {
        #expect(try Pattern(pattern).matches(text) == expected)
    }

    @Test(arguments: [
        "(", ")", "[", "a**", "*", "+a", "?", "(?", "(?<>a)", "(?i:a)", "\\", "\\a", "\\Z", "\\1", "(?<n>a)\\k<n>",
        "[b-a]", "a{2,1}", "{1}", "\\x4",
        "\\u{110000}", "\\p{Nope}", "\\p", "\\p{Script=Nope}", "\\c1", "\\01", "^*", "(?=a)*",
        "((a{1000}){1000}){1000}", "(((){9999}){9999}){9999}",
    ])
    func refusesWhatItCannotMatch(_ pattern: String) {
        #expect(throws: LunaError.self) { try Pattern(pattern) }
    }

    @Test(arguments: ["a{", "]", "}", "\\-", "\\@", "[a-\\d]", "{}"])
    func onlyTheStrictGrammarMindsLooseHabits(_ pattern: String) {
        #expect(throws: Never.self) { try Pattern(pattern) }
        #expect(throws: LunaError.self) { try Pattern(pattern, isStrict: true) }
    }

    @Test func groupsCannotExhaustTheStack() {
        let deep = String(repeating: "(", count: 100_000) + String(repeating: ")", count: 100_000)
        #expect(throws: LunaError.self) { try Pattern(deep) }
    }
}
