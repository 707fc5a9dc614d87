/// Entities among each other: names, references, cycles, filters.
struct EntityChecks {
    let draft: PlanDraft
    let context: PlanContext

    func run() {
        let names = draft.entities.compactMap { $0.name?.value }
        checkNames()
        for entity in draft.entities {
            checkFieldNames(entity)
            for field in entity.fields {
                FieldChecks(field: field, context: context).run()
                if let target = field.target, !names.contains(target.value) {
                    context.error(
                        .unknownReference, target.path, at: target.position, "there is no entity '\(target.value)'",
                        Suggestion.hint(for: target.value, among: names, what: "entities"))
                }
            }
            checkFieldUses(entity)
        }
        checkRequiredCycles()
    }

    private var language: Language { draft.project.language ?? .python }

    /// Entities become files and tables, so names that differ only in case clash, and so do plurals.
    private func checkNames() {
        var byStem: [String: String] = [:]
        var byPlural: [String: String] = [:]
        for entity in draft.entities {
            guard let name = entity.name else { continue }
            let isReserved =
                ReservedWords.keywords(of: language).contains(name.value)
                || (language == .python && ReservedWords.pythonEntities.contains(name.value))
            if isReserved {
                context.error(
                    .reservedWord, name.path, at: name.position,
                    "'\(name.value)' is reserved in generated \(language.rawValue) code",
                    "Choose another name, such as '\(name.value)Item'.")
            }
            let stem = NameForm.words(of: name.value).joined(separator: "_")
            if let first = byStem.updateValue(name.value, forKey: stem) {
                context.error(
                    .duplicate, name.path, at: name.position,
                    first == name.value
                        ? "there are two entities '\(name.value)'"
                        : "'\(name.value)' and '\(first)' would become the same file '\(stem)'",
                    "Rename one of them.")
                continue
            }
            let plural = entity.plural?.value ?? EntitySpec.derivedPlural(of: name.value)
            if let first = byPlural.updateValue(name.value, forKey: plural) {
                let place = entity.plural ?? name
                context.error(
                    .duplicate, place.path, at: place.position, "'\(first)' has the plural '\(plural)', too",
                    "Give one of them another 'plural'.")
            }
        }
    }

    private func checkFieldNames(_ entity: EntityDraft) {
        var seen: Set<String> = []
        for field in entity.fields {
            guard let name = field.name else { continue }
            if ReservedWords.givenFields.contains(name.value) {
                context.error(
                    .reservedWord, name.path, at: name.position, "every entity has '\(name.value)' already",
                    "Remove the field.")
            } else if ReservedWords.keywords(of: language).contains(name.value)
                || (language == .python
                    && (ReservedWords.pythonFields.contains(name.value) || name.value.hasPrefix("model_")))
            {
                context.error(
                    .reservedWord, name.path, at: name.position,
                    "'\(name.value)' is reserved in generated \(language.rawValue) code",
                    "Choose another name, such as '\(Self.otherName(name.value, entity))'.")
            }
            if !seen.insert(name.value).inserted {
                context.error(
                    .duplicate, name.path, at: name.position, "there are two fields '\(name.value)'",
                    "Rename or remove one.")
            }
        }
        for field in entity.fields {
            guard field.target != nil, let name = field.name, seen.contains(name.value + "_id") else { continue }
            context.error(
                .conflict, name.path, at: name.position,
                "the reference '\(name.value)' is stored as '\(name.value)_id', which is a field of its own",
                "Rename one of the two.")
        }
    }

    private static func otherName(_ name: String, _ entity: EntityDraft) -> String {
        let stem = entity.name.map { NameForm.words(of: $0.value).joined(separator: "_") } ?? "item"
        return name.hasPrefix("model_") ? "item_" + name.dropFirst(6) : "\(stem)_\(name)"
    }

    /// `filter_by`, `sort_by`, `unique` name fields that exist and can be used so.
    private func checkFieldUses(_ entity: EntityDraft) {
        let given = ["id", "created_at", "updated_at"]
        for use in entity.filterBy {
            if checkExists(use, entity, extra: given), case .text = entity.field(use.value)?.type {
                context.error(
                    .conflict, use.path, at: use.position,
                    "lists cannot be filtered by '\(use.value)', which is long text",
                    "Filter by a short field, or make it 'type: string'.")
            }
            if draft.project.type?.value == .restAPI, ReservedWords.listParameters.contains(use.value) {
                context.error(
                    .conflict, use.path, at: use.position,
                    "the query parameter '\(use.value)' already serves paging and sorting", "Rename the field.")
            }
        }
        for use in entity.sortBy where checkExists(use, entity, extra: given) {
            if case .reference = entity.field(use.value)?.type {
                context.error(
                    .conflict, use.path, at: use.position, "lists cannot be sorted by the reference '\(use.value)'",
                    "Sort by a field of the entity itself.")
            }
        }
        var groups: Set<[String]> = []
        for group in entity.unique {
            for use in group { _ = checkExists(use, entity, extra: []) }
            if let first = group.first, !groups.insert(group.map(\.value).sorted()).inserted {
                context.error(
                    .duplicate, first.path, at: first.position, "this group of fields stands here twice", "Remove one.")
            }
        }
    }

    private func checkExists(_ use: Located<String>, _ entity: EntityDraft, extra: [String]) -> Bool {
        let known = entity.fieldNames + extra
        if known.contains(use.value) { return true }
        context.error(
            .unknownReference, use.path, at: use.position,
            "\(entity.name?.value ?? "the entity") has no field '\(use.value)'",
            Suggestion.hint(for: use.value, among: known, what: "fields"))
        return false
    }

    /// A ring of required references can never be stored: each item would have to exist before the next.
    private func checkRequiredCycles() {
        let names = draft.entities.map { $0.name?.value ?? "" }
        let numbers = Dictionary(names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { a, _ in a })
        var edges: [[Int]] = Array(repeating: [], count: names.count)
        var fields: [[Int]: FieldDraft] = [:]
        for (index, entity) in draft.entities.enumerated() {
            for field in entity.fields where field.required {
                guard let target = field.target.flatMap({ numbers[$0.value] }) else { continue }
                if fields[[index, target]] == nil { edges[index].append(target) }
                fields[[index, target]] = fields[[index, target]] ?? field
            }
        }
        for cycle in CycleFinder.cycles(count: names.count, edges: edges) {
            let steps = cycle.indices.map { position in
                let next = cycle[(position + 1) % cycle.count]
                return "\(names[cycle[position]]).\(fields[[cycle[position], next]]?.name?.value ?? "?")"
            }
            guard let first = fields[[cycle[0], cycle[cycle.count == 1 ? 0 : 1]]] else { continue }
            context.error(
                .cycle, first.path, at: first.position,
                "required references go round in a circle: \(steps.joined(separator: " → ")) → \(names[cycle[0]])",
                "No item could ever be created: make one of these references 'required: false'.")
        }
    }
}
