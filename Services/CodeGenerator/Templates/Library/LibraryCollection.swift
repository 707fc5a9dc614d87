import LunaPlan

/// Collections of records in memory.
enum LibraryCollection {
    static func render(_ project: ProjectView, _ entity: EntityView) throws -> [GeneratedFile] {
        var imports = project.imports()
        imports.from("\(project.package).collection", "Collection")
        imports.from("\(entity.importPath).model", entity.className)
        var lines = ["    record = \(entity.className)"]
        let groups = entity.uniqueGroups.map { group in
            let names = group.map { PythonText.literal($0.attribute) }
            return "(\(names.joined(separator: ", "))\(names.count == 1 ? "," : ""))"
        }
        if !groups.isEmpty {
            lines.append("    unique = (\(groups.joined(separator: ", "))\(groups.count == 1 ? "," : ""))")
        }
        let references = entity.fields.filter(\.isReference)
        if !references.isEmpty {
            let rules = references.map { "\(PythonText.literal($0.attribute)): \"\($0.onDelete.rawValue)\"" }
            lines.append("    on_delete = {\(rules.joined(separator: ", "))}")
        }
        let own = try references.filter { try project.target(of: $0).spec.name == entity.spec.name }.map {
            PythonText.literal($0.attribute)
        }
        if !own.isEmpty {
            lines.append("    own_references = (\(own.joined(separator: ", "))\(own.count == 1 ? "," : ""))")
        }
        let text = """
            \(PythonText.docstring("Collections of \(entity.pluralLabel)"))

            \(imports.text)


            class \(entity.className)Collection(Collection[\(entity.className)]):
                \(PythonText.docstring("Holds \(entity.pluralLabel) in memory, in the order of adding", indent: 4))

            \(lines.joined(separator: "\n"))
            """
        return [GeneratedFile(path: entity.directory + "/collection.py", contents: text.formattedPython())]
    }

    static func base(_ project: ProjectView) -> GeneratedFile {
        GeneratedFile(
            path: "src/\(project.package)/collection.py",
            contents: #"""
                """What the collections of all types have in common."""

                import os
                import tempfile
                from collections.abc import Iterable, Iterator, Mapping, Sequence
                from pathlib import Path
                from typing import Any, ClassVar, Generic, Self, TypeVar
                from uuid import UUID

                from \#(project.package).errors import ConflictError, InvalidFieldError, NotFoundError
                from \#(project.package).records import Record

                RecordT = TypeVar("RecordT", bound=Record)


                class Collection(Generic[RecordT]):
                    """Records of one type in memory, in the order of adding.

                    Collections can be linked through reference fields: `TaskCollection(project=projects)`.
                    Then a record can only refer to what the linked collection holds, and removing something
                    there is refused, removes what refers to it, or clears the reference, as the type demands.

                    Not safe to use from several threads at once.
                    """

                    record: type[RecordT]
                    unique: ClassVar[Sequence[tuple[str, ...]]] = ()
                    #: By reference field: "cascade", "restrict" or "set-null".
                    on_delete: ClassVar[Mapping[str, str]] = {}
                    #: References to records of the same collection.
                    own_references: ClassVar[Sequence[str]] = ()

                    def __init__(self, records: Iterable[RecordT] = (), **linked: "Collection[Any]") -> None:
                        unknown = sorted(linked.keys() - self.on_delete.keys())
                        if unknown:
                            raise TypeError(f"{type(self).__name__} has no references {', '.join(unknown)}.")
                        self._records: dict[UUID, RecordT] = {}
                        self._index: dict[tuple[str, ...], dict[tuple[Any, ...], UUID]] = {}
                        self._linked = dict.fromkeys(self.own_references, self) | linked
                        self._dependents: list[tuple[Collection[Any], str]] = []
                        for name, collection in self._linked.items():
                            collection._dependents.append((self, name))
                        for record in records:
                            self.add(record)

                    def __len__(self) -> int:
                        return len(self._records)

                    def __iter__(self) -> Iterator[RecordT]:
                        return iter(list(self._records.values()))

                    def __contains__(self, record_id: object) -> bool:
                        return record_id in self._records

                    def get(self, record_id: UUID) -> RecordT:
                        """Return a record or raise NotFoundError."""
                        try:
                            return self._records[record_id]
                        except KeyError:
                            raise NotFoundError(f"There is no {self.record.LABEL} with id {record_id}.") from None

                    def add(self, record: RecordT) -> RecordT:
                        """Add a record; raise ConflictError when its id or a unique value is taken."""
                        if record.id in self._records:
                            raise ConflictError(f"There is a {self.record.LABEL} with id {record.id} already.")
                        self._check_references(record)
                        self._check_unique(record)
                        self._store(record)
                        return record

                    def update(self, record_id: UUID, **changes: Any) -> RecordT:
                        """Replace a record by a changed copy and return that."""
                        old = self.get(record_id)
                        new = old.changed(**changes)
                        if new.id != old.id:
                            raise ConflictError("The id of a record cannot change.")
                        self._check_references(new)
                        self._check_unique(new)
                        self._forget(old)
                        self._store(new)
                        return new

                    def remove(self, record_id: UUID) -> None:
                        """Remove a record and do what is due to records that refer to it; all or nothing."""
                        doomed: dict[tuple[int, UUID], tuple[Collection[Any], UUID]] = {}
                        cleared: list[tuple[Collection[Any], UUID, str]] = []
                        self._plan_removal(record_id, doomed, cleared)
                        for collection, other_id, name in cleared:
                            collection.update(other_id, **{name: None})
                        for collection, other_id in doomed.values():
                            collection._forget(collection._records.pop(other_id))

                    def find(self, **values: Any) -> list[RecordT]:
                        """Return the records whose fields have all these values."""
                        return [
                            record
                            for record in self
                            if all(getattr(record, name) == value for name, value in values.items())
                        ]

                    def sorted_by(self, name: str, *, reverse: bool = False) -> list[RecordT]:
                        """Return all records ordered by a field; those without a value come last."""
                        filled = [record for record in self if getattr(record, name) is not None]
                        empty = [record for record in self if getattr(record, name) is None]
                        return sorted(filled, key=lambda item: getattr(item, name), reverse=reverse) + empty

                    def save(self, path: str | os.PathLike[str]) -> None:
                        """Write all records to a file, one JSON object per line; replaces the file in one step."""
                        target = Path(path)
                        with tempfile.NamedTemporaryFile(
                            "w", encoding="utf-8", dir=target.parent, prefix=target.name, delete=False
                        ) as file:
                            try:
                                file.writelines(record.to_json() + "\n" for record in self)
                                file.flush()
                                os.fsync(file.fileno())
                            except BaseException:
                                os.unlink(file.name)
                                raise
                        os.replace(file.name, target)

                    @classmethod
                    def load(cls, path: str | os.PathLike[str], **linked: "Collection[Any]") -> Self:
                        """Read what save wrote; raise InvalidFieldError, naming the line, for anything else."""
                        collection = cls(**linked)
                        with open(path, encoding="utf-8") as file:
                            for number, line in enumerate(file, start=1):
                                try:
                                    record = cls.record.from_json(line)
                                except InvalidFieldError as error:
                                    raise InvalidFieldError(f"line {number} of {path}", error.problems) from error
                                if record.id in collection:
                                    raise ConflictError(f"Line {number} of {path} repeats the id {record.id}.")
                                collection._check_unique(record)
                                collection._store(record)
                        # Records may refer to later ones, so references are looked at in the end.
                        for record in collection:
                            collection._check_references(record)
                        return collection

                    def _store(self, record: RecordT) -> None:
                        self._records[record.id] = record
                        for names in self.unique:
                            self._index.setdefault(names, {})[self._key(record, names)] = record.id

                    def _forget(self, record: RecordT) -> None:
                        for names in self.unique:
                            self._index[names].pop(self._key(record, names), None)

                    @staticmethod
                    def _key(record: Record, names: Sequence[str]) -> tuple[Any, ...]:
                        return tuple(getattr(record, name) for name in names)

                    def _check_unique(self, record: RecordT) -> None:
                        for names in self.unique:
                            key = self._key(record, names)
                            if None not in key and self._index.get(names, {}).get(key, record.id) != record.id:
                                fields = " and ".join(record.NAMES.get(name, name) for name in names)
                                raise ConflictError(f"Another {record.LABEL} has the same {fields} already.")

                    def _check_references(self, record: RecordT) -> None:
                        for name, collection in self._linked.items():
                            value = getattr(record, name)
                            if value is not None and value not in collection and value != record.id:
                                raise NotFoundError(f"There is no {collection.record.LABEL} with id {value}.")

                    def _plan_removal(
                        self,
                        record_id: UUID,
                        doomed: dict[tuple[int, UUID], tuple["Collection[Any]", UUID]],
                        cleared: list[tuple["Collection[Any]", UUID, str]],
                    ) -> None:
                        self.get(record_id)
                        doomed[id(self), record_id] = (self, record_id)
                        for collection, name in self._dependents:
                            for record in collection.find(**{name: record_id}):
                                if (id(collection), record.id) in doomed:
                                    continue
                                if collection.on_delete[name] == "cascade":
                                    collection._plan_removal(record.id, doomed, cleared)
                                elif collection.on_delete[name] == "set-null":
                                    cleared.append((collection, record.id, name))
                                else:
                                    raise ConflictError(
                                        f"The {self.record.LABEL} is still referred to by a {record.LABEL}."
                                    )
                """#.formattedPython())
    }
}
