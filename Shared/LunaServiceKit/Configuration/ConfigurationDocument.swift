/// The table of keys as text for people: `--help`, the redacted dump, and Markdown.
public enum ConfigurationDocument {
    /// What `--help` prints.
    public static func help(name: String, version: String, description: String, keys: [ConfigurationKey]) -> String {
        var lines = [
            "luna-\(name) \(version): \(description)", "",
            "Usage: luna-\(name) [--config FILE] [FLAGS]", "",
            "  --config FILE     JSON file with settings (LUNA_CONFIG)",
            "  --health          ask the running instance with these settings whether it is ready: status 0 or 1",
            "  --check-config    check the settings, show them without secrets, and end",
            "  --settings        the settings of this service alone, as a table in Markdown",
            "  --help, --version", "",
            "Settings. Flags win over the environment, which wins over the file, which wins over the default.", "",
        ]
        for key in keys {
            let marks =
                (key.isRequired ? ["required"] : [])
                + (key.defaultValue.map { ["default \($0)"] } ?? [])
            lines.append(
                "  \(key.flag) \(key.kind.placeholder)\(marks.isEmpty ? "" : "   (\(marks.joined(separator: ", ")))")")
            lines.append("      \(key.summary)")
            lines.append("      Environment: \(variables(key).joined(separator: ", "))")
        }
        lines += ["", "Exit status: 0 stopped as asked, 1 failure, 2 usage or settings, 130 interrupted."]
        return lines.joined(separator: "\n") + "\n"
    }

    /// All settings with where they came from; secrets masked. Safe to log.
    public static func dump(_ configuration: ServiceConfiguration) -> String {
        configuration.keys.map { key in
            guard let origin = configuration.origins[key.name] else { return "\(key.name) is unset" }
            return "\(key.name) = \(shown(key, configuration))   (\(origin))"
        }.joined(separator: "\n") + "\n"
    }

    /// A Markdown table of `keys` under a heading.
    public static func markdown(title: String, keys: [ConfigurationKey], heading: String = "##") -> String {
        var lines = [
            "\(heading) \(title)", "", "| Key | Flag and variables | Value | Default | Meaning |",
            "| --- | --- | --- | --- | --- |",
        ]
        for key in keys {
            let names = ([key.flag] + variables(key)).map { "`\($0)`" }.joined(separator: "<br>")
            let marks = (key.isSecret ? " **Secret.**" : "") + (key.isRequired ? " **Required.**" : "")
            let fallback = key.defaultValue.map { "`\($0)`" } ?? "unset"
            lines.append(
                "| `\(key.name)` | \(names) | \(cell(key.kind.explanation)) | \(fallback) "
                    + "| \(cell(key.summary))\(marks) |"
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The value of `key` as it may be shown.
    static func shown(_ key: ConfigurationKey, _ configuration: ServiceConfiguration) -> String {
        let text: String?
        switch key.kind {
        case .integer: text = try? String(configuration.integer(key))
        case .number: text = try? String(configuration.number(key))
        case .flag: text = try? String(configuration.flag(key))
        case .list, .urls: text = try? configuration.list(key).joined(separator: ",")
        default: text = try? configuration.text(key)
        }
        guard let text else { return "" }
        if !key.isSecret { return CredentialMask.redact(text, key: key.name) }
        // A URL is worth showing for its host; its query part may hold a password as well.
        guard text.contains("://") else { return "***" }
        return text.split(separator: ",").map { part in
            let bare = part.prefix { $0 != "?" }
            return CredentialMask.redact(String(bare)) + (bare.count < part.count ? "?***" : "")
        }.joined(separator: ",")
    }

    private static func variables(_ key: ConfigurationKey) -> [String] {
        key.environment.flatMap { key.acceptsFile ? [$0, $0 + "_FILE"] : [$0] }
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}

// Tables inside hand-written pages.
extension ConfigurationDocument {
    /// `page` with the lines between `<!-- begin NAME -->` and `<!-- end NAME -->` replaced by `content`; `nil` when
    /// it has no
    /// such block. Tests compare the result with the page, so that documentation cannot fall behind the keys.
    public static func replacing(block name: String, in page: String, with content: String) -> String? {
        let begin = "<!-- begin \(name) -->\n"
        let end = "<!-- end \(name) -->"
        guard let start = page.firstRange(of: begin),
            let stop = page[start.upperBound...].firstRange(of: end)
        else { return nil }
        return page[..<start.upperBound] + content + page[stop.lowerBound...]
    }
}
