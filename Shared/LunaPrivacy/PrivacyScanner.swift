/// Finds personal data and secrets in text: one pass over the UTF-8 bytes, no regular expressions, time linear in the
/// length for any input, broken UTF-8 included. Holds no state; safe on any thread.
public struct PrivacyScanner: Sendable {
    private let words: WordTable

    public init() { words = ContextWords.table }

    /// What is in `bytes`, in order, without overlaps.
    ///
    /// Where candidates overlap the more specific type wins (see `PrivacyType.precedence`: what proves itself by
    /// format or
    /// checksum, then labelled values, then likely formats, names last), among equals the longer, then the earlier.
    public func scan(_ bytes: [UInt8]) -> [PrivacySpan] {
        bytes.withUnsafeBufferPointer { scan($0) }
    }

    /// What is in `text`; offsets count its UTF-8 bytes.
    public func scan(_ text: String) -> [PrivacySpan] {
        var text = text
        return text.withUTF8 { scan($0) }
    }

    /// What is in a slice; offsets count from its first byte.
    public func scan(_ bytes: ArraySlice<UInt8>) -> [PrivacySpan] {
        bytes.withUnsafeBufferPointer { scan($0) }
    }

    private func scan(_ buffer: UnsafeBufferPointer<UInt8>) -> [PrivacySpan] {
        var scan = Scan(ByteText(buffer), words: words)
        scan.run()
        return Self.resolve(scan.found)
    }

    /// Takes overlaps out: sorted by start, each candidate is compared with the last one kept. Deterministic, O(n log
    /// n).
    static func resolve(_ candidates: [PrivacySpan]) -> [PrivacySpan] {
        guard candidates.count > 1 else { return candidates }
        let sorted = candidates.sorted { a, b in
            if a.start != b.start { return a.start < b.start }
            if a.end != b.end { return a.end > b.end }
            return a.precedence > b.precedence
        }
        var kept: [PrivacySpan] = []
        kept.reserveCapacity(sorted.count)
        for span in sorted {
            guard let last = kept.last, span.start < last.end else {
                kept.append(span)
                continue
            }
            let stronger =
                span.precedence != last.precedence
                ? span.precedence > last.precedence : span.range.count > last.range.count
            if stronger { kept[kept.count - 1] = span }
        }
        return kept
    }

    /// Offsets in Unicode scalars of the same spans, which must be in order as `scan` gives them. One pass; on broken
    /// UTF-8 every byte that is no continuation byte counts as a scalar.
    public static func scalarRanges(of spans: [PrivacySpan], in bytes: some Sequence<UInt8>) -> [Range<Int>] {
        guard !spans.isEmpty else { return [] }
        var offsets: [Int] = []
        offsets.reserveCapacity(spans.count * 2)
        var next = 0
        var scalars = 0
        var index = 0
        func edge(_ number: Int) -> Int { number & 1 == 0 ? spans[number >> 1].start : spans[number >> 1].end }
        for byte in bytes {
            while next < spans.count * 2, edge(next) == index {
                offsets.append(scalars)
                next += 1
            }
            if next == spans.count * 2 { break }
            if byte & 0xC0 != 0x80 { scalars += 1 }
            index += 1
        }
        while offsets.count < spans.count * 2 { offsets.append(scalars) }
        return spans.indices.map { offsets[2 * $0]..<offsets[2 * $0 + 1] }
    }
}
