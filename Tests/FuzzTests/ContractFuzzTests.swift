import LunaBus
import LunaCore
import LunaFuzzKit
import LunaMessages
import LunaServiceKit
import Testing

extension Fuzzing {
    /// What comes over the bus and as JSON.
    @Suite struct Contract {
        @Test func protobuf() throws {
            let samples = try MessageSamples.all.map { try $0.type.init(json: $0.json).serialized() }
            // The first byte chooses the type: the wire form does not say which it is.
            let seeds = samples.enumerated().map { [UInt8($0.offset)] + $0.element }
            Fuzzer("protobuf", seeds: seeds, share: 5).run { input in
                let index = Int(input.first ?? 0) % MessageSamples.all.count
                let message = try MessageSamples.all[index].type.init(serialized: input.dropFirst())
                let bytes = try message.serialized()
                let again = try type(of: message).init(serialized: bytes)
                #expect(
                    try again.serialized() == bytes, "\(type(of: message).fullName): written twice, and not the same")
                _ = message.json
                return true
            }
        }

        @Test func messagesAsJSON() throws {
            let seeds = MessageSamples.all.enumerated().map { [UInt8($0.offset)] + $0.element.json.serialized() }
            let words = Set(LunaContract.allMessageTypes.flatMap { $0.jsonFields.map(\.name) }).map { "\"\($0)\":" }
            Fuzzer("messages as JSON", seeds: seeds, words: words.sorted(), share: 5).run { input in
                let index = Int(input.first ?? 0) % MessageSamples.all.count
                let message = try MessageSamples.all[index].type.init(
                    json: JSONParser.parse(Array(input.dropFirst()), limits: JSONLimits(maxDepth: 64)))
                let bytes = try message.serialized()
                let again = try type(of: message).init(serialized: bytes)
                #expect(try again.serialized() == bytes, "\(type(of: message).fullName)")
                return true
            }
        }

        @Test func json() throws {
            let seeds = [
                #"{"a":[1,-0,1e5,2.50,1E-7,"\u00e9\ud83d\ude00\n",null,true,{}],"b":{"":""}}"#, "[]", "\"x\"",
                "-12.5e+3",
                #"{"deep":[[[[[[[[[[1]]]]]]]]]]}"#, "9007199254740993", "0.1",
            ].map { Array($0.utf8) }
            Fuzzer("JSON", seeds: seeds, words: ["[[", "{\"a\":", "\\ud83d", "1e308", "0.0000001"], share: 5).run {
                input in
                let value = try JSONParser.parse(input)
                #expect(try JSONParser.parse(value.serialized()) == value, "written and read again it is another value")
                #expect(try JSONParser.parse(Array(value.text(pretty: true).utf8)) == value)
                if let canonical = try? value.canonical() {
                    #expect(try JSONParser.parse(canonical).canonical() == canonical)
                }
                return true
            }
        }

        @Test func cloudEvents() throws {
            // Lines of headers, an empty line, the body: as a sender would have it.
            let binary =
                "ce-specversion: 1.0\nce-id: 1\nce-source: /a%20b\nce-type: x.y\nce-time: 2026-01-01T00:00:00Z\nce-ext: 1\n"
                + "Content-Type: application/json\n\n{\"a\":1}"
            let event =
                #"{"specversion":"1.0","id":"1","source":"/a","type":"x.y","datacontenttype":"application/json","#
            let structured =
                "content-type: application/cloudevents+json; charset=utf-8\n\n" + event + #""data":{"a":1}}"#
            let bare = "\n" + event + #""data_base64":"AAEC"}"#
            let words = [
                "ce-", "specversion", "data_base64", "%c3%28", "application/cloudevents-batch+json", "ce-data: ",
            ]
            Fuzzer("CloudEvents", seeds: [binary, structured, bare].map { Array($0.utf8) }, words: words, share: 3).run
            {
                input in
                var headers = BusHeaders()
                var rest = input[...]
                while let end = rest.firstIndex(of: 10) {
                    let line = String(decoding: rest[..<end], as: UTF8.self)
                    rest = rest[(end + 1)...]
                    guard !line.isEmpty else { break }
                    let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                    headers.add(String(parts[0]), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
                }
                let event = try receiveEvent(
                    BusMessage(subject: "luna.in.local.x", headers: headers, body: Array(rest)))
                #expect(!event.id.isEmpty && !event.type.isEmpty)
                return true
            }
        }

        @Test func traceContext() {
            let seeds = [
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
            ]
            Fuzzer("trace context", seeds: seeds.map { Array($0.utf8) }, words: ["-", "ff", "00000000"]).run { input in
                let text = String(decoding: input, as: UTF8.self)
                guard let context = TraceContext(traceparent: text, state: text) else { return false }
                // What we send on is what others accept.
                #expect(TraceContext(traceparent: context.traceparent) != nil)
                return true
            }
        }
    }
}

/// Parsers that meet what others have written.
@Suite(.serialized, .timeLimit(.minutes(60))) struct Fuzzing {}
