import LunaCore

/// Reads what the driver wrote at the end of a check.
enum DriverReport {
    /// The report without times and tools. Anything that does not carry `nonce` is not from the driver.
    static func read(_ outcome: SandboxOutcome, nonce: String) -> CheckReport {
        var report = CheckReport(
            verdict: .failed, findings: [], testsRun: 0, testsFailed: 0, testsSkipped: 0, coveragePercent: nil,
            durationMilliseconds: 0, logTail: "", tools: [:], steps: [:])
        guard let answer = try? JSONParser.parse(outcome.report), answer["nonce"]?.stringValue == nonce else {
            report.findings = [missing(outcome)]
            report.verdict = CheckReport.verdict(of: report.findings)
            return report
        }
        report.findings = (answer["findings"]?.arrayValue ?? []).map(finding).sorted(by: order)
        if let dropped = answer["dropped"]?.intValue, dropped > 0 {
            report.findings.append(
                CheckFinding(
                    rule: "check.more", severity: .warning, message: "\(dropped) more findings are not shown."))
        }
        let tests = answer["tests"]
        report.testsRun = Int(tests?["run"]?.intValue ?? 0)
        report.testsFailed = Int(tests?["failed"]?.intValue ?? 0)
        report.testsSkipped = Int(tests?["skipped"]?.intValue ?? 0)
        report.coveragePercent = tests?["coverage"]?.doubleValue
        report.steps = (answer["milliseconds"]?.objectValue ?? [:]).compactMapValues { value in
            value.doubleValue.map { Int($0.rounded()) }
        }
        report.verdict = CheckReport.verdict(of: report.findings)
        return report
    }

    private static func missing(_ outcome: SandboxOutcome) -> CheckFinding {
        if outcome.timedOut {
            return CheckFinding(
                rule: "check.timed-out", severity: .error, message: "The time is up; everything was ended.",
                meaning: .timedOut)
        }
        return CheckFinding(
            rule: "check.ended-early", severity: .error,
            message: "The check ended with status \(outcome.status) and without a report.",
            hint: "Look at the log; a limit of memory may be too low for the project.")
    }

    private static func finding(_ value: JSONValue) -> CheckFinding {
        let meaning = value["kind"]?.stringValue.flatMap(Verdict.init(rawValue:)) ?? .failed
        return CheckFinding(
            rule: value["rule"]?.stringValue ?? "check.unknown",
            severity: value["severity"]?.stringValue == "warning" ? .warning : .error,
            path: value["path"]?.stringValue ?? "", line: Int(value["line"]?.intValue ?? 0),
            column: Int(value["column"]?.intValue ?? 0), message: value["message"]?.stringValue ?? "",
            hint: value["hint"]?.stringValue ?? "", meaning: meaning, subject: value["subject"]?.stringValue ?? "")
    }

    private static func order(_ a: CheckFinding, _ b: CheckFinding) -> Bool {
        (a.path, a.line, a.column, a.rule, a.message) < (b.path, b.line, b.column, b.rule, b.message)
    }
}

/// Text of a tool for a person: valid UTF-8 without control characters that could change a terminal.
enum LogText {
    /// The last `bytes` of `output`, from the start of a line where one is near.
    static func tail(_ output: [UInt8], bytes: Int) -> String {
        var part = output.suffix(bytes)
        if part.count < output.count, let line = part.prefix(400).firstIndex(of: UInt8(ascii: "\n")) {
            part = part[(line + 1)...]
        }
        let text = String(decoding: part, as: UTF8.self)
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let control = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            clean.append(control && scalar != "\n" && scalar != "\t" ? "\u{FFFD}" : scalar)
        }
        return String(clean)
    }
}
