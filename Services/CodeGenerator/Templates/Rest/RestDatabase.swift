import LunaPlan

/// The database layer of a REST service: base classes, connection, generic repository, shared schema types.
enum RestDatabase {
    static func render(_ project: ProjectView) -> [GeneratedFile] {
        [database(project), repository(project), RestSchemaTypes.render(project)]
    }

    private static func database(_ project: ProjectView) -> GeneratedFile {
        GeneratedFile(
            path: "src/\(project.package)/database.py",
            contents: #"""
                """The database: connection, sessions and what all tables have in common."""

                import datetime as dt
                from collections.abc import Iterator
                from typing import Annotated, Any
                from uuid import UUID, uuid4

                from fastapi import Depends, Request
                from sqlalchemy import DateTime, Dialect, MetaData, Uuid, create_engine, event
                from sqlalchemy.engine import make_url
                from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
                from sqlalchemy.pool import StaticPool
                from sqlalchemy.types import TypeDecorator


                def utc_now() -> dt.datetime:
                    """Return the current moment, aware of its time zone."""
                    return dt.datetime.now(dt.UTC)


                class UtcDateTime(TypeDecorator[dt.datetime]):
                    """Moments in UTC; also on databases that, like SQLite, keep no time zone."""

                    impl = DateTime(timezone=True)
                    cache_ok = True

                    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
                        """Convert to UTC on the way in."""
                        return None if value is None else value.astimezone(dt.UTC)

                    def process_result_value(self, value: Any | None, dialect: Dialect) -> dt.datetime | None:
                        """Mark as UTC on the way out."""
                        return None if value is None else value.replace(tzinfo=dt.UTC)


                class Base(DeclarativeBase):
                    """Base of all tables; names every constraint, so that migrations can refer to it."""

                    metadata = MetaData(
                        naming_convention={
                            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                            "ck": "ck_%(table_name)s_%(constraint_name)s",
                            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                            "pk": "pk_%(table_name)s",
                        }
                    )


                class RecordBase(Base):
                    """Base of all records: a random id that tells nothing, and when it was made and changed."""

                    __abstract__ = True

                    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4, sort_order=-1)
                    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now, sort_order=1)
                    updated_at: Mapped[dt.datetime] = mapped_column(
                        UtcDateTime, default=utc_now, onupdate=utc_now, sort_order=1
                    )


                class Database:
                    """A connected database."""

                    def __init__(self, url: str) -> None:
                        options: dict[str, Any] = {}
                        parsed = make_url(url)
                        is_sqlite = parsed.get_backend_name() == "sqlite"
                        if is_sqlite and parsed.database in (None, "", ":memory:"):
                            # Each new connection would be a new, empty database: share one.
                            options = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
                        self.engine = create_engine(parsed, **options)
                        if is_sqlite:
                            event.listen(self.engine, "connect", _enforce_foreign_keys)
                        self.session = sessionmaker(self.engine)

                    def create_tables(self) -> None:
                        """Create the tables that do not exist yet."""
                        Base.metadata.create_all(self.engine)

                    def dispose(self) -> None:
                        """Close all connections."""
                        self.engine.dispose()


                def _enforce_foreign_keys(connection: Any, record: object) -> None:
                    # SQLite checks foreign keys only where a connection asks for it.
                    cursor = connection.cursor()
                    cursor.execute("PRAGMA foreign_keys=ON")
                    cursor.close()


                def get_session(request: Request) -> Iterator[Session]:
                    """Give a request its own session."""
                    with request.app.state.database.session() as session:
                        yield session


                SessionDep = Annotated[Session, Depends(get_session)]
                """#.formattedPython())
    }

    private static func repository(_ project: ProjectView) -> GeneratedFile {
        GeneratedFile(
            path: "src/\(project.package)/repository.py",
            contents: #"""
                """What the repositories of all entities have in common."""

                from collections.abc import Iterator, Mapping, Sequence
                from contextlib import contextmanager
                from typing import Any, ClassVar, Generic, TypeVar
                from uuid import UUID

                from sqlalchemy import func, select\#(project.plan.endpoints.isEmpty ? "" : ", update")
                from sqlalchemy.exc import DataError, IntegrityError
                from sqlalchemy.orm import Session

                from \#(project.package).database import RecordBase\#(project.plan.endpoints.isEmpty ? "" : ", utc_now")
                from \#(project.package).errors import ConflictError, InvalidReferenceError, NotFoundError
                from \#(project.package).pagination import PageQuery

                RecordT = TypeVar("RecordT", bound=RecordBase)


                class Repository(Generic[RecordT]):
                    """Creates, finds, changes and deletes the records of one table.

                    Every changing method commits. The rules that need a look at stored data are checked first, for
                    a helpful message; the constraints of the database have the last word when requests race.
                    """

                    model: type[RecordT]
                    label: ClassVar[str]
                    references: ClassVar[Mapping[str, type[RecordBase]]] = {}
                    unique: ClassVar[Sequence[tuple[str, ...]]] = ()

                    def __init__(self, session: Session) -> None:
                        self.session = session

                    def get(self, record_id: UUID) -> RecordT:
                        """Return a record or raise NotFoundError."""
                        record = self.session.get(self.model, record_id)
                        if record is None:
                            raise NotFoundError(f"There is no {self.label} with id {record_id}.")
                        return record

                    def search(self, query: PageQuery) -> tuple[Sequence[RecordT], int]:
                        """Return one page of the matching records and how many match in all."""
                        statement = select(self.model)
                        for name, value in query.filters().items():
                            statement = statement.where(getattr(self.model, name) == value)
                        total = self.session.scalar(select(func.count()).select_from(statement.subquery()))
                        column = self.model.__table__.c[query.sort.removeprefix("-")]
                        order = column.desc() if query.sort.startswith("-") else column.asc()
                        # The id makes the order total, so that pages neither overlap nor leave gaps.
                        statement = statement.order_by(order.nulls_last(), self.model.id)
                        page = statement.limit(query.limit).offset(query.offset)
                        return self.session.scalars(page).all(), total or 0

                    def create(self, values: Mapping[str, Any]) -> RecordT:
                        """Store a new record."""
                        self._check_references(values)
                        self._check_unique(values, None)
                        record = self.model(**values)
                        with self._committing(f"The {self.label} conflicts with another record."):
                            self.session.add(record)
                        return record

                    def update(self, record_id: UUID, changes: Mapping[str, Any]) -> RecordT:
                        """Change some fields of a record."""
                        record = self.get(record_id)
                        self._check_references(changes)
                        self._check_unique(changes, record)
                        with self._committing(f"The {self.label} conflicts with another record."):
                            for name, value in changes.items():
                                setattr(record, name, value)
                        return record

                    def delete(self, record_id: UUID) -> None:
                        """Delete a record, and what the database deletes along with it."""
                        record = self.get(record_id)
                        with self._committing(f"The {self.label} is still referred to by other records."):
                            self.session.delete(record)

                \#(project.plan.endpoints.isEmpty ? "" : transition)    def _check_references(self, values: Mapping[str, Any]) -> None:
                        for name, target in self.references.items():
                            value = values.get(name)
                            if value is not None and self.session.get(target, value) is None:
                                field = self._field(name)
                                raise InvalidReferenceError(f"There is no record with the id in {field}.", [field])

                    def _check_unique(self, values: Mapping[str, Any], current: RecordT | None) -> None:
                        for names in self.unique:
                            if values.keys().isdisjoint(names):
                                continue
                            wanted = {name: values.get(name, getattr(current, name, None)) for name in names}
                            if None in wanted.values():
                                continue
                            statement = select(self.model.id).filter_by(**wanted)
                            if current is not None:
                                statement = statement.where(self.model.id != current.id)
                            if self.session.scalar(statement.limit(1)) is not None:
                                fields = [self._field(name) for name in names]
                                raise ConflictError(
                                    f"Another {self.label} has the same {' and '.join(fields)} already.", fields
                                )

                    def _field(self, attribute: str) -> str:
                        return getattr(self.model, attribute).property.columns[0].name

                    @contextmanager
                    def _committing(self, conflict: str) -> Iterator[None]:
                        try:
                            yield
                            self.session.commit()
                        except (DataError, IntegrityError) as error:
                            self.session.rollback()
                            raise ConflictError(conflict) from error
                """#.formattedPython())
    }

    /// Changes of state, for plans that have actions.
    private static let transition = #"""
            def transition(
                self, record_id: UUID, requires: Mapping[str, Any], changes: Mapping[str, Any]
            ) -> RecordT:
                """Set fields if others have the required values; else raise ConflictError.

                Condition and change are one statement, so that only one of two racing requests succeeds.
                """
                columns = [getattr(self.model, name) for name in requires]
                matches = [
                    column.is_not_distinct_from(value)
                    for column, value in zip(columns, requires.values(), strict=True)
                ]
                statement = (
                    update(self.model)
                    .where(self.model.id == record_id, *matches)
                    .values({"updated_at": utc_now(), **changes})
                    .returning(self.model.id)
                    .execution_options(synchronize_session=False)
                )
                with self._committing(f"The {self.label} conflicts with another record."):
                    changed = self.session.scalar(statement)
                record = self.get(record_id)
                if changed is None:
                    names = ", ".join(column.key for column in columns)
                    raise ConflictError(f"The {self.label} is not in the right state: {names}.")
                return record


        """#
}
