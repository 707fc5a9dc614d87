import LunaCore
import Testing

@testable import LunaAgentKit

@Suite struct AdaptiveConcurrencyTests {
    private let start = ContinuousClock.now

    private func finish(
        _ concurrency: inout AdaptiveConcurrency, _ count: Int, took: Duration = .milliseconds(20), isFull: Bool = true,
        at seconds: Int
    ) {
        for _ in 0..<count {
            concurrency.note(.finished(kind: "k", took: took, isFull: isFull), at: start + .seconds(seconds))
        }
    }

    @Test func itBeginsWithWhatWasConfigured() {
        #expect(AdaptiveConcurrency(bounds: 2...16).limit == 16)
    }

    @Test func aRefusalUpstreamHalvesItAndSuccessBringsItBackOneByOne() {
        var concurrency = AdaptiveConcurrency(bounds: 1...16)
        concurrency.note(.throttled, at: start)
        #expect(concurrency.limit == 8)
        finish(&concurrency, 8, at: 2)
        #expect(concurrency.limit == 9)
        finish(&concurrency, 8, at: 3)
        #expect(concurrency.limit == 9, "nine of them make one more")
        finish(&concurrency, 1000, at: 4)
        #expect(concurrency.limit == 16, "and never more than was configured")
    }

    @Test func manyRefusalsAtOnceAreOne() {
        var concurrency = AdaptiveConcurrency(bounds: 1...64)
        for _ in 0..<64 { concurrency.note(.throttled, at: start) }
        #expect(concurrency.limit == 32)
        for second in 1...20 { concurrency.note(.memoryPressure, at: start + .seconds(second)) }
        #expect(concurrency.limit == 1, "never below the least")
    }

    @Test func idleSlotsAreNoReasonForMore() {
        var concurrency = AdaptiveConcurrency(bounds: 1...16)
        concurrency.note(.throttled, at: start)
        finish(&concurrency, 1000, isFull: false, at: 2)
        #expect(concurrency.limit == 8)
    }

    @Test func muchSlowerThanUsualMeansFewer() {
        var concurrency = AdaptiveConcurrency(bounds: 1...16)
        finish(&concurrency, 64, took: .milliseconds(200), at: 0)
        #expect(concurrency.limit == 16)
        finish(&concurrency, 16, took: .milliseconds(900), at: 1)
        #expect(concurrency.limit == 12)
    }

    @Test func workThatHasBecomeLongerForGoodIsUsualAfterAWhile() {
        var concurrency = AdaptiveConcurrency(bounds: 1...16)
        finish(&concurrency, 16, took: .milliseconds(200), at: 0)
        for second in 1...60 { finish(&concurrency, 16, took: .milliseconds(900), at: second * 2) }
        #expect(concurrency.limit == 16)
    }

    @Test func differencesOfMillisecondsAreNoise() {
        var concurrency = AdaptiveConcurrency(bounds: 1...16)
        finish(&concurrency, 16, took: .microseconds(10), at: 0)
        finish(&concurrency, 160, took: .milliseconds(5), at: 1)
        #expect(concurrency.limit == 16)
    }

    @Test(arguments: [
        (LunaError("model.rate_limited", .resource, "Slow down."), true),
        (LunaError("http.failed", .dependency, "Busy.", details: ["status": "429"]), true),
        (LunaError("http.failed", .dependency, "Broken.", details: ["status": "500"]), false),
    ])
    func whatCountsAsARefusal(_ error: LunaError, _ expected: Bool) { #expect(error.isThrottling == expected) }
}

@Suite struct MemoryPressureTests {
    @Test func theKernelsWordIsRead() {
        #expect(MemoryPressure.isStalling("some avg10=35.10 avg60=1.00 avg300=0.00 total=5\nfull avg10=0.00"))
        #expect(!MemoryPressure.isStalling("some avg10=3.10 avg60=99.00 avg300=0.00 total=5\nfull avg10=50.00"))
        #expect(!MemoryPressure.isStalling(""))
    }

    @Test func cachedFilesDoNotCount() {
        #expect(MemoryPressure.isNearLimit(used: "950\n", limit: "1000\n", statistics: "anon 900\ninactive_file 10\n"))
        #expect(!MemoryPressure.isNearLimit(used: "950\n", limit: "1000\n", statistics: "anon 9\ninactive_file 900\n"))
        #expect(!MemoryPressure.isNearLimit(used: "950\n", limit: "max\n", statistics: ""))
        #expect(!MemoryPressure.isNearLimit(used: "", limit: "", statistics: ""))
    }
}
