import LunaBus
import LunaCore
import Testing

@Suite struct EventTests {
    private func binary(_ headers: BusHeaders, _ body: String = "{}") -> BusMessage {
        BusMessage(subject: "luna.evt.local.p.task.completed", headers: headers, body: bytes(body))
    }
    private static let minimal: BusHeaders = [
        "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/s", "ce-type": "t",
    ]

    @Test func binaryModeOfTheSpecification() throws {
        let event = try receiveEvent(
            binary([
                "ce-specversion": "1.0", "ce-type": "com.example.someevent", "ce-time": "2018-04-05T03:56:24Z",
                "ce-id": "1234-1234-1234", "ce-source": "/mycontext/subcontext",
                "ce-datacontenttype": "application/json; charset=utf-8",
                "ce-comexampleother": "Euro%20%E2%82%AC%20%F0%9F%98%80",
            ]))
        #expect(event.type == "com.example.someevent")
        #expect(event.id == "1234-1234-1234")
        #expect(event.source == "/mycontext/subcontext")
        #expect(event.time == "2018-04-05T03:56:24Z")
        #expect(event.dataContentType == "application/json; charset=utf-8")
        #expect(event.extensions == ["comexampleother": "Euro € 😀"])
        #expect(event.data == bytes("{}"))
    }

    @Test func namesOfHeadersInAnyCaseAndTypeWithoutPrefix() throws {
        let event = try receiveEvent(
            binary([
                "CE-SpecVersion": "1.0", "Ce-Id": "a", "ce-SOURCE": "/s", "cE-type": "t", "content-type": "text/plain",
            ]))
        #expect(event.id == "a")
        #expect(event.dataContentType == "text/plain")
    }

    @Test(arguments: [
        ("plain", "plain"), ("%41", "A"), ("%e2%82%ac", "€"), ("\"quoted%20text\"", "quoted text"),
        ("\"a\\\"b\"", "a\"b"),
        ("100%", "100%"), ("50%off", "50%off"), ("%2541", "%41"), ("%zz", "%zz"), ("raw ü", "raw ü"),
    ])
    func attributeValues(_ value: String, _ expected: String) throws {
        var headers = Self.minimal
        headers["ce-subject"] = value
        #expect(try receiveEvent(binary(headers)).subject == expected)
    }

    @Test(arguments: ["%C0%A0", "%FF", "%E2%82", "%ED%A0%80"])
    func whatIsNotUTF8IsRefused(_ value: String) async {
        var headers = Self.minimal
        headers["ce-subject"] = value
        let message = binary(headers)
        #expect(await failure { _ = try receiveEvent(message) }?.code == "event.invalid")
    }

    @Test(arguments: [
        "application/cloudevents+json", "application/CloudEvents+JSON; charset=UTF-8",
        "application/cloudevents+json;x=1",
    ])
    func structuredMode(_ type: String) throws {
        let body = """
            {"specversion":"1.0","id":"1","source":"/s","type":"t","flag":true,"count":7,"data":{"b":1,"a":[2]}}
            """
        let event = try receiveEvent(BusMessage(subject: "x", headers: ["content-TYPE": type], body: bytes(body)))
        #expect(event.extensions == ["flag": "true", "count": "7"])
        #expect(event.dataContentType == "application/json")
        #expect(try JSONParser.parse(event.data) == ["b": 1, "a": [2]])
    }

    @Test func structuredWithoutAHeader() throws {
        let body =
            #"{"specversion":"1.0","id":"1","source":"/s","type":"t","datacontenttype":"text/plain","data":"hey"}"#
        let event = try receiveEvent(BusMessage(subject: "x", body: bytes(body)))
        #expect(event.data == bytes("hey"))
    }

    @Test(arguments: [
        ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYmFy", "foobar"),
    ])
    func binaryDataInJSON(_ encoded: String, _ expected: String) throws {
        let body =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data_base64\":\"\(encoded)\"}"
        #expect(try receiveEvent(BusMessage(subject: "x", body: bytes(body))).data == bytes(expected))
    }

    @Test(arguments: [
        ("application/cloudevents-batch+json", "[]", "event.batch_refused"),
        ("Application/CloudEvents-Batch", "[]", "event.batch_refused"),
        ("application/cloudevents+avro", "x", "event.format_unsupported"),
        ("application/cloudevents+json", "{", "event.invalid"),
        ("application/cloudevents+json", "[]", "event.invalid"),
        ("application/cloudevents+json", "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\"}", "event.invalid"),
        (
            "application/cloudevents+json", "{\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"/s\",\"type\":\"t\"}",
            "event.invalid"
        ),
        (
            "application/cloudevents+json", "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}",
            "event.invalid"
        ),
        (
            "application/cloudevents+json",
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\":1,\"data_base64\":\"\"}",
            "event.invalid"
        ),
        (
            "application/cloudevents+json",
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data_base64\":\"Z===\"}",
            "event.invalid"
        ),
        ("application/json", "{\"hello\":1}", "event.invalid"),
        ("", "", "event.invalid"),
    ])
    func whatIsRefusedAndWhy(_ type: String, _ body: String, _ code: String) async {
        let message = BusMessage(subject: "x", headers: type.isEmpty ? [:] : ["Content-Type": type], body: bytes(body))
        let error = await failure { _ = try receiveEvent(message) }
        #expect(error?.code == code)
        #expect(error?.errorClass == .validation)
    }

    @Test(.timeLimit(.minutes(1))) func publishedEventsComeBackAsTheyWereAndOnce() async throws {
        try await withBus { bus, _ in
            try await bus.ensure(LunaStreams.events)
            try await bus.ensure(LunaStreams.eventsConsumer(name: "reader"))
            let publisher = EventPublisher(bus, source: "/luna/orchestrator")
            let event = CloudEvent(
                id: "e1/7", source: "", type: "task.completed", subject: "a \"b\" 100% ü",
                time: "2026-01-02T03:04:05Z",
                dataContentType: "application/protobuf",
                extensions: ["correlationid": "e1", "traceparent": "00-ab-cd-01"],
                data: [0, 1, 255])
            let subject = try Subjects.event(
                tenant: .local, project: ProjectID(trusted: "p"), type: "task.completed")
            try await publisher.publish(event, on: subject, headers: ["Luna-Tenant": "local"])
            let second = try await publisher.publish(event, on: subject)
            #expect(second.isDuplicate)
            let pull = try await bus.pull(stream: "LUNA_EVENTS", consumer: "reader", batch: 1, capacity: 1)
            let delivery = try #require(await pull.next()?.first)
            var expected = event
            expected.source = "/luna/orchestrator"
            #expect(try receiveEvent(delivery.message) == expected)
            #expect(delivery.message.headers["Luna-Tenant"] == "local")
            #expect(delivery.message.headers["ce-subject"] == "a%20%22b%22%20100%25%20%C3%BC")
            await pull.unsubscribe()
        }
    }

    @Test func whatIsNoEventIsNotSent() async {
        for event in [
            CloudEvent(id: "", source: "/s", type: "t"), CloudEvent(id: "1", source: "/s", type: ""),
            CloudEvent(id: "1", source: "/s", type: "t", extensions: ["Bad-Name": "x"]),
            CloudEvent(id: "1", source: "/s", type: "t", extensions: ["id": "x"]),
        ] {
            #expect(await failure { _ = try event.binaryHeaders() }?.code == "event.invalid")
        }
    }
}
