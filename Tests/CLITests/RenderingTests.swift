import LunaCore
import Testing

@testable import CLI

@Suite struct RenderingTests {
    private let colored = Terminal(isLive: true, hasColor: true)

    @Test func widthsIgnoreColors() {
        let text = colored.styled("green", .green) + " and plain"
        #expect(Terminal.width(of: text) == 15)
        #expect(Terminal.clipped(text, to: 15) == text)
        #expect(Terminal.width(of: Terminal.clipped(text, to: 8)) == 8)
        #expect(Terminal.plain.styled("x", .red) == "x")
    }

    @Test func foreignTextCannotDriveTheTerminal() {
        #expect(Terminal.harmless("a\u{1B}[2Jb\u{7}\tc\r\n") == "a?[2Jb?    c??")
        #expect(Terminal.harmless("häß → ok") == "häß → ok")
    }

    @Test func columnsLineUp() {
        var table = TextTable(["NAME", "N"], rightAligned: [1])
        table.add(["a", "7"])
        table.add([colored.styled("long name", .red), "123"])
        #expect(table.lines(.plain).map { Terminal.width(of: $0) } == [14, 14, 14])
        #expect(table.lines(.plain)[1] == "a            7")
    }

    @Test func aPictureIsDrawnOverTheLastOne() {
        let first = LiveRegion.picture(from: [], to: ["a", "b"], columns: 80, first: true)
        #expect(!first.contains("A\r"))
        #expect(first.contains("a\u{1B}[K\nb\u{1B}[K\n"))
        #expect(LiveRegion.picture(from: ["a", "b"], to: ["c"], columns: 80, first: false).contains("\u{1B}[2A\r"))
        // The terminal has become 4 columns wide: "0123456789" now takes 3 rows.
        #expect(
            LiveRegion.picture(from: ["0123456789", "b"], to: ["c"], columns: 4, first: false).contains("\u{1B}[4A\r"))
    }

    @Test func numbersForPeople() {
        #expect(Humane.duration(.milliseconds(440)) == "0.4 s")
        #expect(Humane.duration(.seconds(125)) == "2:05 min")
        #expect(Humane.duration(.seconds(2 * 86_400 + 3 * 3600)) == "2 d 3 h")
        #expect(Humane.clock(.seconds(3725)) == "1:02:05")
        #expect(Humane.bytes(999) == "999 B")
        #expect(Humane.bytes(1_440) == "1.4 kB")
        #expect(Humane.bytes(23_400_000) == "23 MB")
        #expect(Humane.time("2026-11-21T10:00:00.123456Z") == "2026-11-21T10:00:00Z")
        #expect(Humane.time("") == "-")
        #expect(Costs.dollars(1_500_000) == "$1.50")
        #expect(Costs.dollars(1_234_567) == "$1.234567")
        #expect(Costs.dollars(-50) == "-$0.00005")
    }

    @Test func times() {
        #expect(CivilTime.unixNanoseconds(rfc3339: "1970-01-01T00:00:00Z") == 0)
        #expect(CivilTime.unixNanoseconds(rfc3339: "1970-01-01T00:00:01.5Z") == 1_500_000_000)
        for moment: Int64 in [
            0, 951_826_554_123_456_789, 1_709_210_096_000_000_000, 1_795_219_200_000_000_001, 4_102_444_799_999_999_999,
        ] {
            #expect(CivilTime.unixNanoseconds(rfc3339: CivilTime.rfc3339(unixNanoseconds: moment)) == moment)
        }
        for text in ["", "yesterday", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00+02:00", "2026-01-01"] {
            #expect(CivilTime.unixNanoseconds(rfc3339: text) == nil)
        }
    }

    @Test func findingsLookLikeThoseOfCompilers() {
        let finding: JSONValue = [
            "rule": "F401", "severity": "error", "path": "src/a.py", "line": 3, "column": 8, "message": "unused import",
            "hint": "Remove it.",
        ]
        #expect(Findings.line(finding) == "src/a.py:3:8: error: unused import. Remove it. [F401]")
        #expect(Findings.line(["path": "a.py", "message": "bad\u{1B}[0m"]) == "a.py: error: bad?[0m")
    }

    @Test func logLinesBecomeReadable() {
        let line = #"{"time":"T","level":"error","message":"went wrong","task":"a.b","n":3}"#
        #expect(LogLinePrinter(terminal: .plain, raw: false).text(line) == "T error went wrong n=3 task=a.b")
        #expect(LogLinePrinter(terminal: .plain, raw: true).text(line) == line)
        #expect(LogLinePrinter(terminal: .plain, raw: false).text("no json \u{1B}") == "no json ?")
    }

    @Test func theDemoRepeatsWhatTheProjectSaysAboutItself() throws {
        let readme =
            "# Shop\n\n```json\n{}\n```\n\n## Run\n\n```sh\n"
            + "python3 -m venv .venv\n.venv/bin/pip install -e '.[dev]'\n```\n\n```sh\nlater\n```\n"
        #expect(Demo.firstShellBlock(readme) == ["python3 -m venv .venv", ".venv/bin/pip install -e '.[dev]'"])
        #expect(Demo.firstShellBlock("nothing").isEmpty)
    }
}
