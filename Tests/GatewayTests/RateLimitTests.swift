import HTTPTypes
import LunaCore
import NIOCore
import NIOHTTP1
import Testing

@testable import Gateway

@Suite(.serialized) struct RateLimitTests {
    private static let second: Int64 = 1_000_000_000

    @Test func aBucketGivesItsBurstAndThenItsRate() {
        var bucket = TokenBucket(RateLimit(perSecond: 10, burst: 3), at: 0)
        #expect((0..<5).map { _ in bucket.take(at: 0) } == [true, true, true, false, false])
        #expect(bucket.untilNext == Self.second / 10)
        let early = bucket.take(at: Self.second / 10 - 1)
        #expect(!early)
        let due = bucket.take(at: Self.second / 10)
        #expect(due)
        // Silence fills it to the burst and no further.
        #expect((0..<5).map { _ in bucket.take(at: 100 * Self.second) } == [true, true, true, false, false])
        // A clock that stands or a time from before takes nothing away.
        let before = bucket.take(at: 50 * Self.second)
        #expect(!before)
    }

    @Test func inAnyStretchOfTimeNoMoreThanBurstAndRateGoThrough() {
        for seed in UInt64(1)...50 {
            var random = SeededNumbers(state: seed)
            let limit = RateLimit(
                perSecond: Int(random.next(in: 1...2000)), burst: Int(random.next(in: 1...500)))
            var bucket = TokenBucket(limit, at: 0)
            var time: Int64 = 0
            var passed: [Int64] = []
            for _ in 0..<3000 {
                time += Int64(random.next(in: 0...4_000_000))
                if bucket.take(at: time) {
                    passed.append(time)
                } else if time % 64 == 0 {
                    // What is refused is really too much: somewhere a stretch begins that was used up.
                    let used = passed.enumerated().map { index, from in
                        Double(passed.count - index) - Double(time - from) / 1e9 * Double(limit.perSecond)
                    }
                    #expect((used.max() ?? 0) > Double(limit.burst) - 1 - 1e-6, "seed \(seed)")
                }
            }
            for from in stride(from: 0, to: passed.count, by: 37) {
                for to in stride(from: from, to: passed.count, by: 41) {
                    let allowed =
                        Double(limit.burst)
                        + Double(passed[to] - passed[from]) / 1e9 * Double(limit.perSecond) + 1e-6
                    #expect(Double(to - from) <= allowed, "seed \(seed)")
                }
            }
        }
    }

    @Test func namesThatAreMadeUpCostNoMemoryAndNobodyElsesTokens() throws {
        let known = try TenantID("acme")
        let limits = TenantLimits(
            standard: RateLimit(perSecond: 1, burst: 2), overrides: [known: RateLimit(perSecond: 1, burst: 5)],
            capacity: 100)
        var allowed = 0
        for index in 0..<10_000 where limits.take(try TenantID("made-up-\(index)"), at: 0)?.isAllowed == true {
            allowed += 1
        }
        #expect(allowed == 102, "a hundred are remembered, the others share one bucket")
        #expect((0..<6).map { _ in limits.take(known, at: 0)?.isAllowed } == [true, true, true, true, true, false])
        // Buckets that have filled again make room.
        #expect(limits.take(try TenantID("later"), at: 10 * Self.second)?.isAllowed == true)
        #expect(limits.take(try TenantID("later"), at: 10 * Self.second)?.headers[.rateLimit] == "\"tenant\";r=0;t=1")
    }

    @Test func overridesAreReadStrictly() throws {
        #expect(try RateLimit.override("acme=50/100").limit == RateLimit(perSecond: 50, burst: 100))
        #expect(try RateLimit.override("acme=50").limit == RateLimit(perSecond: 50, burst: 50))
        #expect(try !RateLimit.override("acme=0").limit.isLimited)
        for wrong in [
            "", "acme", "acme=", "acme=x", "acme=1/", "acme=1/2/3", "a b=1/2", "acme=-1/2", "acme=5/0", "acme=1=2",
        ] {
            #expect(throws: LunaError.self, "\(wrong)") { try RateLimit.override(wrong) }
        }
    }

    @Test func tooManyRequestsAreToldWhenToGoOn() async throws {
        var options = GatewayFixture.Options()
        options.configuration.tenantRateLimits = [TenantID(trusted: "free"): .none]
        options.configuration.rateLimit = RateLimit(perSecond: 1, burst: 3600)
        options.configuration.tenantRateLimits[TenantID(trusted: "small")] = RateLimit(perSecond: 1, burst: 1)
        try await GatewayFixture.run(options) { gateway in
            let small = [("Luna-Tenant", "small")]
            let first = try await gateway.get("/v1/executions", headers: small)
            #expect(first.status == 200)
            #expect(first.headers.first(name: "RateLimit-Policy") == "\"tenant\";q=1;w=1")
            #expect(first.headers.first(name: "RateLimit") == "\"tenant\";r=0;t=1")
            var second = try await gateway.get("/v1/executions", headers: small)
            // A slow machine may have given the token back.
            while second.status == 200 { second = try await gateway.get("/v1/executions", headers: small) }
            #expect(second.status == 429)
            #expect(second.headers.first(name: "Content-Type") == "application/problem+json")
            #expect(second.headers.first(name: "Retry-After") == "1")
            #expect(second.headers.first(name: "RateLimit") == "\"tenant\";r=0;t=1")
            let problem = try second.json()
            #expect(problem["code"] == "rate.limited" && problem["retryable"] == true)
            #expect(problem["violated-policies"]?[0] == "tenant")

            // Others are not touched; health and the document are not counted; errors count and say so.
            let other = try await gateway.get("/v1/executions/none")
            #expect(
                other.status == 404 && other.headers.first(name: "RateLimit")?.hasPrefix("\"tenant\";r=359") == true)
            #expect(try await gateway.get("/healthz", headers: small).status == 200)
            for _ in 0..<50 {
                let free = try await gateway.get("/v1/executions", headers: [("Luna-Tenant", "free")])
                #expect(free.status == 200 && free.headers.first(name: "RateLimit") == nil)
            }
            // Refused before its body is read, and the connection stays usable.
            let body = [UInt8](repeating: 32, count: 1 << 20)
            var refused = try await gateway.send(.POST, "/v1/blobs", headers: small, body: body)
            while refused.status != 429 {
                refused = try await gateway.send(.POST, "/v1/blobs", headers: small, body: body)
            }
            #expect(refused.status == 429)
        }
    }
}

/// SplitMix64.
private struct SeededNumbers {
    var state: UInt64
    mutating func next(in range: ClosedRange<UInt64>) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return range.lowerBound + (z ^ (z >> 31)) % (range.upperBound - range.lowerBound + 1)
    }
}
