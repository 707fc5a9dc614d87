import HTTPTypes
import LunaCore
import LunaMessages
import LunaSchema
import LunaServiceKit
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import Gateway

/// The document that is served says what the gateway does, and all of it.
@Suite(.serialized) struct OpenAPITests {
    @Test func everyRouteIsDescribedAndNothingElse() async throws {
        try await GatewayFixture.run { gateway in
            let document = try await gateway.get("/openapi.json").json()
            #expect(document["openapi"] == "3.1.0")
            #expect(document["info"]?["version"] == "1.2.3")
            var described: Set<String> = []
            for (path, item) in document["paths"]?.objectValue ?? [:] {
                for method in item.objectValue?.keys ?? [:].keys { described.insert("\(method.uppercased()) \(path)") }
            }
            let served = Set(gateway.table.routes.map { "\($0.method.rawValue) \($0.pattern)" })
            #expect(described == served)
            #expect(served.count == gateway.table.routes.count)
            let operations = gateway.table.routes.map(\.operation)
            #expect(Set(operations).count == operations.count)
        }
    }

    /// Every described operation is called as described; its answer has a described status and the described form.
    @Test func everyRouteAnswersAsDescribed() async throws {
        try await GatewayFixture.run { gateway in
            gateway.orchestrator.append("e1", "execution.completed")
            let blob = try await gateway.memory.putBlob(PutBlobRequest(content: [1, 2, 3]), context: CallContext())
            let document = try await gateway.get("/openapi.json").json()
            for (path, item) in (document["paths"]?.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
                for (method, operation) in item.objectValue ?? [:] {
                    let values = [
                        "{execution}": "e1", "{task}": "a", "{name}": "coder", "{sha256}": blob.sha256,
                        "{path}": "large/x.zip", "{letter}": "7", "{other}": "e2", "{key}": "k",
                    ]
                    let target = values.reduce(path) { $0.replacing($1.key, with: $1.value) }
                    let answer = try await call(gateway, method, target, operation)
                    let label = "\(method) \(target): \(answer.status)"
                    #expect((200..<300).contains(answer.status), "\(label) \(answer.text.prefix(200))")
                    let response = try #require(
                        operation["responses"]?[String(answer.status)], "\(label) is not described")
                    try check(answer, response, document, label)
                }
            }
        }
    }

    private func call(
        _ gateway: GatewayFixture, _ method: String, _ target: String, _ operation: JSONValue
    ) async throws -> GatewayFixture.Answer {
        let types = operation["requestBody"]?["content"]?.objectValue?.keys.sorted() ?? []
        guard let type = types.first else {
            return try await gateway.send(.init(rawValue: method.uppercased()), target)
        }
        let body: String =
            switch true {
            case target.hasPrefix("/v1/plans"), target == "/v1/executions":
                #"{"luna":1,"project":{"name":"jobs","type":"tasks"},"tasks":[{"id":"one","capability":"work"}]}"#
            case target == "/v1/agents": #"{"manifest":{"name":"a","version":"1.0.0"}}"#
            default: "{}"
            }
        return try await gateway.send(
            method == "put" ? .PUT : .POST, target, headers: [("Content-Type", type)], body: Array(body.utf8))
    }

    private func check(
        _ answer: GatewayFixture.Answer, _ response: JSONValue, _ document: JSONValue, _ label: String
    ) throws {
        let type = String((answer.headers.first(name: "Content-Type") ?? "").prefix { $0 != ";" })
        let content = response["content"]?.objectValue ?? [:]
        guard let described = content[type] ?? content["*/*"] else {
            Issue.record("\(label): the type '\(type)' is not described")
            return
        }
        guard type == "application/json", let schema = described["schema"]?.objectValue else { return }
        // References lead into the document, so that the schema is put beside its components.
        let whole = schema.merging(["components": document["components"] ?? [:]]) { first, _ in first }
        let violations = try JSONSchema(.object(whole)).validate(try answer.json())
        #expect(violations.isEmpty, "\(label): \(violations.prefix(3))")
    }

    @Test func theHandwrittenPageNamesEveryRoute() async throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let page = String(decoding: try SmallFile.read("/\(root)/docs/api/http.md"), as: UTF8.self)
        let named = page.split(separator: "\n").filter { $0.hasPrefix("| `") }.compactMap {
            $0.split(separator: "`").dropFirst().first
        }
        try await GatewayFixture.run { gateway in
            let served = gateway.table.routes.map { "\($0.method.rawValue) \($0.pattern)" }
            #expect(named.filter { $0.contains(" /") }.map(String.init).sorted() == served.sorted())
            _ = try await gateway.get("/")
        }
    }

    @Test func schemasFollowTheMessages() async throws {
        try await GatewayFixture.run { gateway in
            let schemas = try await gateway.get("/openapi.json").json()["components"]?["schemas"]
            let view = schemas?["ExecutionView"]?["properties"]
            #expect(Set(view?.objectValue?.keys ?? [:].keys) == Set(ExecutionView.jsonFields.map(\.name)))
            #expect(view?["submitted_at"]?["format"] == "date-time")
            #expect(view?["state"]?["enum"]?.arrayValue?.contains("running") == true)
            #expect(
                schemas?["ArtifactView"]?["properties"]?["file"]?["anyOf"]?[0]?["$ref"]
                    == "#/components/schemas/FileRef")
        }
    }
}
