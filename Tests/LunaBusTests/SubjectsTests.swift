import LunaBus
import LunaCore
import Testing

@Suite struct SubjectsTests {
    @Test func subjectsOfTheDesign() throws {
        let (tenant, project) = (TenantID(trusted: "acme"), ProjectID(trusted: "todo"))
        #expect(try Subjects.work(capability: "codegen.python", tenant: tenant) == "luna.work.codegen-python.acme")
        #expect(Subjects.result(partition: 3) == "luna.result.3")
        #expect(
            try Subjects.event(tenant: tenant, project: project, type: "task.completed")
                == "luna.evt.acme.todo.task.completed")
        #expect(try Subjects.inbox(tenant: tenant, noun: "plan", verb: "submit") == "luna.in.acme.plan.submit")
        #expect(try Subjects.trail(service: "gateway") == "luna.trail.gateway")
        #expect(try Subjects.deadLetter("luna.work.a.b") == "luna.dlq.luna.work.a.b")
        #expect(Subjects.tenant(of: "luna.in.acme.plan.submit") == tenant)
        #expect(Subjects.tenant(of: "luna.work.a.acme")?.rawValue == "acme")
    }

    @Test(arguments: ["a.b", "*", ">", "a b", "", "ü", "a\r\nb", "a\u{0}", String(repeating: "a", count: 129)])
    func nothingBadGetsIntoASubject(_ text: String) async {
        let (bad, good) = (TenantID(trusted: text), TenantID.local)
        let project = ProjectID(trusted: "p")
        let attempts: [() throws -> String] = [
            { try Subjects.work(capability: "c", tenant: bad) },
            { try Subjects.event(tenant: bad, project: project, noun: "task", verb: "done") },
            { try Subjects.event(tenant: good, project: ProjectID(trusted: text), noun: "task", verb: "done") },
            { try Subjects.event(tenant: good, project: project, noun: text, verb: "done") },
            { try Subjects.inbox(tenant: bad, noun: "plan", verb: "submit") },
            { try Subjects.trail(service: text) },
            { try Subjects.log(tenant: bad, execution: ExecutionID(trusted: "e")) },
            { try Subjects.confirm(worker: text) },
            { try Subjects.eventFilter(tenant: bad) },
        ]
        for attempt in attempts {
            #expect(await failure { _ = try attempt() }?.code == "bus.invalid_subject")
        }
    }

    @Test(arguments: [
        ("a.b", "a.b", true), ("a.b", "a.*", true), ("a.b", "*.*", true), ("a.b", ">", true), ("a.b.c", "a.>", true),
        ("a", "a.>", false), ("a.b.c", "a.*", false), ("a.b", "a.c", false), ("a.b", "a.b.c", false),
    ])
    func matching(_ subject: String, _ pattern: String, _ expected: Bool) {
        #expect(Subjects.matches(subject, pattern) == expected)
    }
}
