import Foundation
import LunaCore
import LunaTemplates
import Testing

@testable import LunaPlan

/// What the templates promise whatever the plan.
@Suite struct TemplateBackendTests {
    @Test(arguments: SamplePlans.all)
    func `the same plan gives the same files`(plan: ProjectPlan) throws {
        #expect(try RenderAll.files(plan) == RenderAll.files(plan))
    }

    @Test(arguments: SamplePlans.all)
    func `no two tasks write the same file, and none leaves the project`(plan: ProjectPlan) throws {
        let paths = try RenderAll.files(plan).map(\.path)
        #expect(Set(paths).count == paths.count)
        for path in paths {
            #expect(!path.hasPrefix("/") && !path.split(separator: "/").contains("..") && !path.contains("\\"))
        }
        // Also on file systems that do not tell upper from lower case.
        #expect(Set(paths.map { $0.lowercased() }).count == paths.count)
    }

    @Test(arguments: SamplePlans.all)
    func `every file is tidy text`(plan: ProjectPlan) throws {
        for file in try RenderAll.files(plan) where !file.contents.isEmpty {
            #expect(file.contents.hasSuffix("\n"), "\(file.path)")
            #expect(!file.contents.hasSuffix("\n\n"), "\(file.path)")
            #expect(!file.contents.contains("\u{202E}") && !file.contents.contains("\u{0}"), "\(file.path)")
            #expect(!file.contents.contains { $0 == "\t" || $0 == "\r" }, "\(file.path)")
        }
    }

    @Test func `an unknown kind is refused with the known ones`() throws {
        let error = try #require(throws: LunaError.self) {
            try TemplateBackend.render(kind: "python.rest.poetry", subject: "", plan: SamplePlans.todo)
        }
        #expect(error.code == "codegen.unsupported")
        #expect(error.message.contains("python.rest.poetry") && error.message.contains("python.rest.routes"))
    }

    @Test(arguments: [Language.swift, .typescript])
    func `another language is refused`(language: Language) throws {
        var plan = SamplePlans.todo
        plan.project.language = language
        let error = try #require(throws: LunaError.self) {
            try TemplateBackend.render(kind: "python.rest.app", subject: "", plan: plan)
        }
        #expect(error.code == "codegen.unsupported")
        #expect(error.message.contains("python"))
    }

    @Test(arguments: ["python.rest.routes", "python.rest.module"])
    func `an unknown subject is refused`(kind: String) throws {
        let error = try #require(throws: LunaError.self) {
            try TemplateBackend.render(kind: kind, subject: "Nothing", plan: SamplePlans.todo)
        }
        #expect(error.code == "codegen.unsupported")
    }

    @Test func `a kind of another project type is refused`() throws {
        let error = try #require(throws: LunaError.self) {
            try TemplateBackend.render(kind: "python.cli.main", subject: "", plan: SamplePlans.todo)
        }
        #expect(error.message.contains("cli"))
    }

    @Test func `entities that could never be created are refused`() throws {
        let plan = SamplePlans.plan(
            "circle",
            entities: [
                SamplePlans.entity(
                    "Hen", "hens",
                    [SamplePlans.field("egg", .reference(entity: "Egg", onDelete: .cascade), required: true)]),
                SamplePlans.entity(
                    "Egg", "eggs",
                    [SamplePlans.field("hen", .reference(entity: "Hen", onDelete: .cascade), required: true)]),
            ])
        let error = try #require(throws: LunaError.self) {
            try TemplateBackend.render(kind: "python.rest.model", subject: "Hen", plan: plan)
        }
        #expect(error.message.contains("Hen -> Egg -> Hen"))
    }

    @Test func `the plan shows in code`() throws {
        func text(_ kind: String, _ subject: String) throws -> String {
            try TemplateBackend.render(kind: kind, subject: subject, plan: SamplePlans.todo).map(\.contents).joined()
        }
        let model = try text("python.rest.model", "Todo")
        #expect(model.contains("ForeignKey(\"lists.id\", ondelete=\"CASCADE\")"))
        #expect(model.contains("column(\"priority\").between(1, 5)"))
        let schema = try text("python.rest.schema", "Tag")
        #expect(schema.contains("min_length=1, max_length=40, pattern=\"^[a-z0-9-]+$\""))
        #expect(try text("python.rest.repository", "Tagging").contains("unique = ((\"todo\", \"tag\"),)"))
        #expect(!(try text("python.rest.routes", "Tagging")).contains("router.patch"))
        #expect(try text("python.rest.routes", "Todo").contains("\"/todos/{id}/reopen\""))
        #expect(try text("python.docs", "").contains("| `POST` | `/todos/{id}/complete` |"))
    }
}
