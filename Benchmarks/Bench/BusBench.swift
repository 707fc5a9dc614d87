import Baselines
import Logging
import LunaBus
import LunaCore

/// LunaBus against cnats, round by round on the same server.
enum BusBench {
    static func run(_ report: inout Report, settings: BusConfiguration, rounds: Int, logger: Logger) async throws {
        let bus = try await Bus.connect(settings, logger: logger)
        let receiver = try await Bus.connect(settings, logger: logger)
        let url = settings.urls[0]
        let count = 200_000
        let body = [UInt8](repeating: 7, count: 128)
        try await bus.ensure(
            StreamDefinition(
                name: "BENCH", description: "measurements", subjects: ["bench.durable.>"], maxBytes: 1 << 30))

        var raw: [Double] = []
        var ours: [Double] = []
        var rawDurable: [Double] = []
        var oursDurable: [Double] = []
        var pulled: [Double] = []
        for round in 0..<rounds {
            raw.append(luna_baseline_core(url, Int32(count), 128))
            let subscription = try await receiver.subscribe("bench.ours", capacity: 65_536)
            try await receiver.flush()
            // In windows: a subscriber of core NATS that cannot keep up loses messages, which is not what is measured here.
            let window = 20_000
            let time = try await seconds {
                var messages = subscription.makeAsyncIterator()
                for _ in 0..<(count / window) {
                    for _ in 0..<window { try bus.publish("bench.ours", body, gathered: true) }
                    for _ in 0..<window { _ = await messages.next() }
                }
            }
            await subscription.unsubscribe()
            ours.append(Double(count) / time)

            let durable = 50_000
            rawDurable.append(luna_baseline_durable(url, "bench.durable.raw", Int32(durable), 128))
            let messages = (0..<durable).map {
                OutgoingMessage(subject: "bench.durable.ours", body: body, messageID: "\(round)-\($0)")
            }
            let publishing = await seconds { _ = await bus.publishDurable(messages) }
            oursDurable.append(Double(durable) / publishing)

            let consumer = ConsumerDefinition(
                stream: "BENCH", name: "bench-\(round)", filterSubject: "bench.durable.ours", maxAckPending: 50_000)
            try await bus.ensure(consumer)
            let pull = try await bus.pull(stream: "BENCH", consumer: consumer.name, batch: 512, capacity: 4096)
            let pulling = await seconds {
                var received = 0
                for await batch in pull {
                    batch.ackAll()
                    received += batch.count
                    if received >= durable { break }
                }
            }
            await pull.unsubscribe()
            pulled.append(Double(durable) / pulling)
            _ = try await bus.purgeStream("BENCH")
        }
        report.add("cnats: publish to subscriber, 128 B", raw, "msg/s", key: "limits.core_publish_per_s")
        report.add(
            "LunaBus: publish to subscriber, 128 B", ours, "msg/s", baseline: "cnats: publish to subscriber, 128 B")
        report.add("cnats: js_PublishAsync, 128 B", rawDurable, "msg/s", key: "limits.js_publish_async_per_s")
        report.add(
            "LunaBus: durable publish with id, 128 B", oursDurable, "msg/s", baseline: "cnats: js_PublishAsync, 128 B")
        report.add("LunaBus: pull and acknowledge", pulled, "msg/s", key: "bus.pull_ack_per_s")
        try await bus.deleteStream("BENCH")
        await receiver.drain()
        await bus.drain()
    }
}
