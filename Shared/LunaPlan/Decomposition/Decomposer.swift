import LunaCore

/// Turns a plan into its task graph. Pure and deterministic: equal plans give equal graphs, with equal hashes, on any machine.
public enum Decomposer {
    /// - Throws: `LunaError` `plan.unsupported` for a language that cannot be generated yet; `graph.cycle` and the other
    ///   `graph.…` codes cannot occur for a plan that ``PlanParser`` accepted.
    public static func decompose(_ plan: ProjectPlan) throws -> TaskGraph {
        if plan.project.type != .tasks, plan.project.language != .python {
            throw LunaError(
                "plan.unsupported", .validation,
                "\(plan.project.language.rawValue) projects of type \(plan.project.type.rawValue) cannot be generated yet: use python."
            )
        }
        let nodes: [TaskNode]
        switch plan.project.type {
        case .restAPI: nodes = RestDecomposition(plan: plan).nodes()
        case .cli: nodes = CommandLineDecomposition(plan: plan).nodes()
        case .library: nodes = LibraryDecomposition(plan: plan).nodes()
        case .tasks: nodes = plan.tasks.map(explicit)
        }
        return try TaskGraph(nodes: Barriers.inserted(into: nodes))
    }

    private static func explicit(_ task: ExplicitTask) -> TaskNode {
        TaskNode(
            id: task.id, kind: "task", capability: task.capability, title: task.id, subject: "",
            dependsOn: task.dependsOn,
            inputJSON: task.inputJSON, timeoutSeconds: task.timeoutSeconds, maxAttempts: task.maxAttempts,
            isBarrier: false)
    }
}

/// What the decompositions of all project types have in common.
struct NodeFactory {
    let plan: ProjectPlan

    func code(_ id: String, _ kind: String, _ title: String, subject: String = "", after: [String]) -> TaskNode {
        // 60 s and three retries are the product's defaults for code generation.
        node(id, kind, "codegen.python", title, subject, after, timeout: 60, attempts: 4)
    }

    /// Checks of the modules' syntax, then of the whole project, then the package.
    func finish(_ code: [TaskNode], modules: [TaskNode]) -> [TaskNode] {
        let all = (code + modules).map(\.id)
        let project = node(
            "validate.project", "validate.python.project", "validate.python", "Check imports, lint and tests", "", all,
            timeout: 900, attempts: 2)
        let package = node(
            "assemble.package", "assemble.package", "assemble", "Assemble and package", "", [project.id], timeout: 300,
            attempts: 3)
        return code + modules + [project, package]
    }

    /// The syntax check of one module, as soon as its code is there.
    func syntax(_ module: ModuleSpec, after: [String]) -> TaskNode {
        node(
            "validate.module.\(module.name)", "validate.python.syntax", "validate.python",
            "Check the syntax of \(module.name)",
            module.name, after, timeout: 60, attempts: 2)
    }

    private func node(
        _ id: String, _ kind: String, _ capability: String, _ title: String, _ subject: String, _ after: [String],
        timeout: Int, attempts: Int
    ) -> TaskNode {
        TaskNode(
            id: id, kind: kind, capability: capability, title: title, subject: subject, dependsOn: after, inputJSON: "",
            timeoutSeconds: timeout, maxAttempts: attempts, isBarrier: false)
    }

    /// By entity name: the entities it refers to and can wait for. References inside a ring (all optional, or the plan
    /// would have been refused) are left out, since tasks cannot wait for each other.
    func references() -> [String: [EntitySpec]] {
        let numbers = Dictionary(
            plan.entities.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { a, _ in a })
        let edges = plan.entities.map { entity in
            entity.fields.compactMap { field -> Int? in
                guard case .reference(let target, _) = field.type else { return nil }
                return numbers[target]
            }
        }
        var component = Array(repeating: 0, count: plan.entities.count)
        for (number, members) in CycleFinder.components(count: edges.count, edges: edges).enumerated() {
            for member in members { component[member] = number }
        }
        var result: [String: [EntitySpec]] = [:]
        for (index, entity) in plan.entities.enumerated() {
            let targets = Set(edges[index]).filter { component[$0] != component[index] }.sorted()
            result[entity.name] = targets.map { plan.entities[$0] }
        }
        return result
    }

    /// The module of each entity.
    func modules() -> [String: ModuleSpec] {
        var result: [String: ModuleSpec] = [:]
        for module in plan.modules {
            for entity in module.entities { result[entity] = module }
        }
        return result
    }
}

extension EntitySpec {
    /// The beginning of the ids of its tasks.
    var taskPrefix: String { "entity.\(snakeName)" }
}
