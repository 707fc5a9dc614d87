/// The Unicode properties of `\p{…}` (ECMA-262 §22.2.1, tables 65 to 68), by Swift's own tables.
enum PatternProperties {
    typealias Test = @Sendable (Unicode.Scalar) -> Bool

    /// The test for the text between the braces; nil for an unknown property.
    static func test(_ name: String) -> Test? {
        let parts = name.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return category(name) ?? binary(name) }
        switch parts[0] {
        case "General_Category", "gc": return category(parts[1])
        case "Script", "sc", "Script_Extensions", "scx": return ScriptTable.test(parts[1])
        default: return nil
        }
    }

    private static let categories: [String: [Unicode.GeneralCategory]] = {
        let cased: [Unicode.GeneralCategory] = [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter]
        let groups: [([String], [Unicode.GeneralCategory])] = [
            (["Lu", "Uppercase_Letter"], [.uppercaseLetter]), (["Ll", "Lowercase_Letter"], [.lowercaseLetter]),
            (["Lt", "Titlecase_Letter"], [.titlecaseLetter]), (["LC", "Cased_Letter"], cased),
            (["Lm", "Modifier_Letter"], [.modifierLetter]), (["Lo", "Other_Letter"], [.otherLetter]),
            (["L", "Letter"], cased + [.modifierLetter, .otherLetter]),
            (["Mn", "Nonspacing_Mark"], [.nonspacingMark]), (["Mc", "Spacing_Mark"], [.spacingMark]),
            (["Me", "Enclosing_Mark"], [.enclosingMark]),
            (["M", "Mark", "Combining_Mark"], [.nonspacingMark, .spacingMark, .enclosingMark]),
            (["Nd", "Decimal_Number", "digit"], [.decimalNumber]), (["Nl", "Letter_Number"], [.letterNumber]),
            (["No", "Other_Number"], [.otherNumber]),
            (["N", "Number"], [.decimalNumber, .letterNumber, .otherNumber]),
            (["Pc", "Connector_Punctuation"], [.connectorPunctuation]),
            (["Pd", "Dash_Punctuation"], [.dashPunctuation]),
            (["Ps", "Open_Punctuation"], [.openPunctuation]), (["Pe", "Close_Punctuation"], [.closePunctuation]),
            (["Pi", "Initial_Punctuation"], [.initialPunctuation]), (["Pf", "Final_Punctuation"], [.finalPunctuation]),
            (["Po", "Other_Punctuation"], [.otherPunctuation]),
            (
                ["P", "Punctuation", "punct"],
                [
                    .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
                    .finalPunctuation, .otherPunctuation,
                ]
            ),
            (["Sm", "Math_Symbol"], [.mathSymbol]), (["Sc", "Currency_Symbol"], [.currencySymbol]),
            (["Sk", "Modifier_Symbol"], [.modifierSymbol]), (["So", "Other_Symbol"], [.otherSymbol]),
            (["S", "Symbol"], [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol]),
            (["Zs", "Space_Separator"], [.spaceSeparator]), (["Zl", "Line_Separator"], [.lineSeparator]),
            (["Zp", "Paragraph_Separator"], [.paragraphSeparator]),
            (["Z", "Separator"], [.spaceSeparator, .lineSeparator, .paragraphSeparator]),
            (["Cc", "Control", "cntrl"], [.control]), (["Cf", "Format"], [.format]),
            (["Cs", "Surrogate"], [.surrogate]),
            (["Co", "Private_Use"], [.privateUse]), (["Cn", "Unassigned"], [.unassigned]),
            (["C", "Other"], [.control, .format, .surrogate, .privateUse, .unassigned]),
        ]
        var result: [String: [Unicode.GeneralCategory]] = [:]
        for (names, members) in groups { for name in names { result[name] = members } }
        return result
    }()

    private static func category(_ name: String) -> Test? {
        guard let members = categories[name] else { return nil }
        if members.count == 1 {
            let only = members[0]
            return { $0.properties.generalCategory == only }
        }
        let set = Set(members)
        return { set.contains($0.properties.generalCategory) }
    }

    private static func binary(_ name: String) -> Test? {
        switch name {
        case "Any": { _ in true }
        case "ASCII": { $0.isASCII }
        case "Assigned": { $0.properties.generalCategory != .unassigned }
        case "Alphabetic", "Alpha": { $0.properties.isAlphabetic }
        case "ASCII_Hex_Digit", "AHex": { $0.properties.isASCIIHexDigit }
        case "Bidi_Control", "Bidi_C": { $0.properties.isBidiControl }
        case "Bidi_Mirrored", "Bidi_M": { $0.properties.isBidiMirrored }
        case "Case_Ignorable", "CI": { $0.properties.isCaseIgnorable }
        case "Cased": { $0.properties.isCased }
        case "Changes_When_Casefolded", "CWCF": { $0.properties.changesWhenCaseFolded }
        case "Changes_When_Casemapped", "CWCM": { $0.properties.changesWhenCaseMapped }
        case "Changes_When_Lowercased", "CWL": { $0.properties.changesWhenLowercased }
        case "Changes_When_NFKC_Casefolded", "CWKCF": { $0.properties.changesWhenNFKCCaseFolded }
        case "Changes_When_Titlecased", "CWT": { $0.properties.changesWhenTitlecased }
        case "Changes_When_Uppercased", "CWU": { $0.properties.changesWhenUppercased }
        case "Dash": { $0.properties.isDash }
        case "Default_Ignorable_Code_Point", "DI": { $0.properties.isDefaultIgnorableCodePoint }
        case "Deprecated", "Dep": { $0.properties.isDeprecated }
        case "Diacritic", "Dia": { $0.properties.isDiacritic }
        case "Emoji": { $0.properties.isEmoji }
        case "Emoji_Modifier", "EMod": { $0.properties.isEmojiModifier }
        case "Emoji_Modifier_Base", "EBase": { $0.properties.isEmojiModifierBase }
        case "Emoji_Presentation", "EPres": { $0.properties.isEmojiPresentation }
        case "Extender", "Ext": { $0.properties.isExtender }
        case "Grapheme_Base", "Gr_Base": { $0.properties.isGraphemeBase }
        case "Grapheme_Extend", "Gr_Ext": { $0.properties.isGraphemeExtend }
        case "Hex_Digit", "Hex": { $0.properties.isHexDigit }
        case "ID_Continue", "IDC": { $0.properties.isIDContinue }
        case "ID_Start", "IDS": { $0.properties.isIDStart }
        case "Ideographic", "Ideo": { $0.properties.isIdeographic }
        case "IDS_Binary_Operator", "IDSB": { $0.properties.isIDSBinaryOperator }
        case "IDS_Trinary_Operator", "IDST": { $0.properties.isIDSTrinaryOperator }
        case "Join_Control", "Join_C": { $0.properties.isJoinControl }
        case "Logical_Order_Exception", "LOE": { $0.properties.isLogicalOrderException }
        case "Lowercase", "Lower": { $0.properties.isLowercase }
        case "Math": { $0.properties.isMath }
        case "Noncharacter_Code_Point", "NChar": { $0.properties.isNoncharacterCodePoint }
        case "Pattern_Syntax", "Pat_Syn": { $0.properties.isPatternSyntax }
        case "Pattern_White_Space", "Pat_WS": { $0.properties.isPatternWhitespace }
        case "Quotation_Mark", "QMark": { $0.properties.isQuotationMark }
        case "Radical": { $0.properties.isRadical }
        case "Regional_Indicator", "RI": { (0x1F1E6...0x1F1FF).contains($0.value) }
        case "Sentence_Terminal", "STerm": { $0.properties.isSentenceTerminal }
        case "Soft_Dotted", "SD": { $0.properties.isSoftDotted }
        case "Terminal_Punctuation", "Term": { $0.properties.isTerminalPunctuation }
        case "Unified_Ideograph", "UIdeo": { $0.properties.isUnifiedIdeograph }
        case "Uppercase", "Upper": { $0.properties.isUppercase }
        case "Variation_Selector", "VS": { $0.properties.isVariationSelector }
        case "White_Space", "space": { $0.properties.isWhitespace }
        case "XID_Continue", "XIDC": { $0.properties.isXIDContinue }
        case "XID_Start", "XIDS": { $0.properties.isXIDStart }
        default: nil
        }
    }
}
