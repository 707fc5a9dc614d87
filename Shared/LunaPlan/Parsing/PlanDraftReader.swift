/// Reads the top of a plan; the parts have extensions of their own.
struct PlanDraftReader {
    let context: PlanContext

    static let keys = [
        "luna", "project", "entities", "modules", "endpoints", "commands", "quality", "budget", "autonomy", "tasks",
    ]

    /// `nil` only when there is nothing to check further.
    func read(_ root: PlanNode, size: Int) -> PlanDraft? {
        guard
            let top = PlanSection(
                root, path: "", keys: Self.keys, hint: "A plan starts with 'luna: 1' and a 'project'.", context: context
            )
        else { return nil }
        top.requireKey("luna", "Start the file with 'luna: 1', the version of the plan format.")
        if let version = top.integer("luna", in: 0...1_000_000), version.value != 1 {
            context.error(
                .unsupported, "luna", at: version.position, "version \(version.value) of the plan format is not known",
                "Write 'luna: 1'.")
        }
        top.requireKey("project", "Add 'project:' with a name, a type and a language.")
        let project = project(top)
        let type = project.type?.value
        if size > context.limits.maximumOrdinaryBytes, type != .tasks {
            context.error(
                .limit, "", at: root.position,
                "the file has \(size) bytes, more than the \(context.limits.maximumOrdinaryBytes) a plan of this type may have",
                "Split it into several plans.")
            return nil
        }
        var draft = PlanDraft(project: project)
        checkApplicability(top, type)
        draft.entities = entities(top, type)
        draft.modules = modules(top)
        draft.actions = actions(top, key: "endpoints") + actions(top, key: "commands")
        draft.quality = quality(top)
        draft.budget = budget(top)
        if let autonomy = top.choice("autonomy", Autonomy.self, what: "degree of autonomy") {
            draft.autonomy = autonomy.value
        }
        draft.tasks = tasks(top)
        return draft
    }

    /// Parts that a plan of this type needs, or cannot have.
    private func checkApplicability(_ top: PlanSection, _ type: ProjectType?) {
        guard let type else { return }
        if type == .tasks {
            top.requireKey("tasks", "List the tasks: '- {id: fetch, capability: acme.fetch}'.")
            for key in ["entities", "modules", "endpoints", "commands", "quality"] {
                top.refuse(key, "'\(key)' has no meaning in a plan of type tasks")
            }
            return
        }
        top.requireKey("entities", "List the things the software deals with: '- name: Todo' and its fields.")
        top.refuse("tasks", "'tasks' is only for plans of type tasks", "Remove it: the tasks follow from the entities.")
        if type != .restAPI {
            top.refuse(
                "endpoints", "'endpoints' is only for plans of type rest-api",
                type == .cli ? "Use 'commands'." : "Remove it.")
        }
        if type != .cli {
            top.refuse(
                "commands", "'commands' is only for plans of type cli",
                type == .restAPI ? "Use 'endpoints'." : "Remove it.")
        }
    }

    private func project(_ top: PlanSection) -> ProjectDraft {
        var draft = ProjectDraft()
        let keys = ["name", "type", "language", "description", "version", "license", "authors"]
        guard let entry = top.entry("project"),
            let section = PlanSection(
                entry.value, path: "project", keys: keys, hint: "Give name, type and language.", context: context)
        else { return draft }
        section.requireKey("name", "Add 'name: my-project'.")
        section.requireKey("type", "Add 'type: rest-api', 'cli', 'library' or 'tasks'.")
        draft.name = section.name("name", .kebab)
        draft.type = section.choice("type", ProjectType.self, what: "project type")
        if draft.type?.value == .tasks {
            section.refuse("language", "'language' has no meaning in a plan of type tasks")
        }
        if let language = section.choice("language", Language.self, what: "language") {
            draft.language = language.value
            if let type = draft.type?.value, type != .tasks, language.value != .python {
                context.error(
                    .unsupported, language.path, at: language.position,
                    "\(language.value.rawValue) projects of type \(type.rawValue) cannot be generated yet",
                    "Use 'language: python', the only one so far for rest-api, cli and library.")
            }
        }
        if let text = section.text("description", length: 0...1000) { draft.description = text.value }
        if let version = section.text("version", length: 1...32) {
            draft.version = version.value
            if !Self.isVersion(version.value) {
                context.error(
                    .badForm, version.path, at: version.position, "'\(version.value.clipped)' is no version number",
                    "Write three numbers such as 1.0.0, if need be followed by -alpha.1, -beta.1 or -rc.1.")
            }
        }
        if let license = section.text("license", length: 1...100) {
            draft.license = license.value
            if !Self.isLicense(license.value) {
                context.error(
                    .badForm, license.path, at: license.position,
                    "'\(license.value.clipped)' is no SPDX licence expression",
                    "Write an identifier such as MIT, Apache-2.0 or LicenseRef-Proprietary.")
            }
        }
        draft.authors = section.texts("authors", count: 0...50, length: 1...200, of: "authors")?.map(\.value) ?? []
        return draft
    }

    /// `N.N.N` with an optional `-alpha.N`, `-beta.N`, `-rc.N`: what Semantic Versioning and PEP 440 both understand.
    static func isVersion(_ text: String) -> Bool {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        func isNumber(_ text: Substring) -> Bool {
            (1...9).contains(text.utf8.count)
                && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                && (text == "0" || !text.hasPrefix("0"))
        }
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers.allSatisfy(isNumber) else { return false }
        guard parts.count == 2 else { return true }
        let suffix = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return suffix.count == 2 && ["alpha", "beta", "rc"].contains(suffix[0]) && isNumber(suffix[1])
    }

    private static func isLicense(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || " .+()-:".utf8.contains(byte)
        }
    }
}
