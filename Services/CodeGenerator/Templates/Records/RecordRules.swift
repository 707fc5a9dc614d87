/// Python source of the rule classes, one per kind of field.
extension RecordTemplates {
    static let emailPattern = #"""

        # What HTML's <input type=email> accepts, with a dot in the domain.
        EMAIL = re.compile(
            r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
            r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+"
        )

        """#

    static let ruleClasses: [String: String] = [
        "Text": #"""
        @dataclass(frozen=True, kw_only=True)
        class Text(Rule):
            """Text with limits."""

            min_length: int = 0
            max_length: int | None = None
            pattern: str | None = None

            def check(self, value: Any) -> None:
                """Check type, length and pattern."""
                if not isinstance(value, str):
                    raise ValueError("must be text")
                if len(value) < self.min_length:
                    raise ValueError(f"must have at least {self.min_length} characters")
                if self.max_length is not None and len(value) > self.max_length:
                    raise ValueError(f"must have at most {self.max_length} characters")
                if self.pattern is not None and not re.search(self.pattern, value, re.ASCII):
                    raise ValueError(f"must match {self.pattern}")
        """#,
        "Email": #"""
        @dataclass(frozen=True, kw_only=True)
        class Email(Text):
            """An e-mail address."""

            def check(self, value: Any) -> None:
                """Check what text must fulfil, and the form of addresses."""
                super().check(value)
                if not EMAIL.fullmatch(value):
                    raise ValueError("must be an e-mail address")
        """#,
        "Url": #"""
        @dataclass(frozen=True, kw_only=True)
        class Url(Text):
            """An http or https URL."""

            def check(self, value: Any) -> None:
                """Check what text must fulfil, and the form of URLs."""
                super().check(value)
                parts = urlsplit(value)
                if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", value):
                    raise ValueError("must be an http or https URL")
        """#,
        "Integer": #"""
        @dataclass(frozen=True, kw_only=True)
        class Integer(Rule):
            """A whole number that fits into 64 bits."""

            minimum: int = -(2**63)
            maximum: int = 2**63 - 1

            def check(self, value: Any) -> None:
                """Check type and bounds."""
                if not isinstance(value, int) or isinstance(value, bool):
                    raise ValueError("must be a whole number")
                if value < self.minimum:
                    raise ValueError(f"must be at least {self.minimum}")
                if value > self.maximum:
                    raise ValueError(f"must be at most {self.maximum}")
        """#,
        "Number": #"""
        @dataclass(frozen=True, kw_only=True)
        class Number(Rule):
            """A finite number."""

            minimum: float = -math.inf
            maximum: float = math.inf

            def check(self, value: Any) -> None:
                """Check type and bounds."""
                if not isinstance(value, int | float) or isinstance(value, bool):
                    raise ValueError("must be a number")
                if not math.isfinite(value):
                    raise ValueError("must be finite")
                if value < self.minimum:
                    raise ValueError(f"must be at least {self.minimum}")
                if value > self.maximum:
                    raise ValueError(f"must be at most {self.maximum}")
        """#,
        "Boolean": #"""
        @dataclass(frozen=True, kw_only=True)
        class Boolean(Rule):
            """True or false."""

            def check(self, value: Any) -> None:
                """Check the type."""
                if not isinstance(value, bool):
                    raise ValueError("must be true or false")
        """#,
        "Date": #"""
        @dataclass(frozen=True, kw_only=True)
        class Date(Rule):
            """A day."""

            def check(self, value: Any) -> None:
                """Check the type."""
                if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
                    raise ValueError("must be a date")

            def encode(self, value: Any) -> Any:
                """Return the day in ISO 8601 form."""
                return value.isoformat()

            def decode(self, raw: Any) -> Any:
                """Read ISO 8601 form."""
                try:
                    return dt.date.fromisoformat(raw)
                except (TypeError, ValueError) as error:
                    raise ValueError("must be a date such as 2024-01-31") from error
        """#,
        "Moment": #"""
        @dataclass(frozen=True, kw_only=True)
        class Moment(Rule):
            """A moment, aware of its UTC offset."""

            def check(self, value: Any) -> None:
                """Check the type and that there is an offset."""
                if not isinstance(value, dt.datetime) or value.tzinfo is None:
                    raise ValueError("must be a moment with a UTC offset")

            def encode(self, value: Any) -> Any:
                """Return the moment in ISO 8601 form, in UTC."""
                return value.astimezone(dt.UTC).isoformat()

            def decode(self, raw: Any) -> Any:
                """Read ISO 8601 form."""
                try:
                    return dt.datetime.fromisoformat(raw)
                except (TypeError, ValueError) as error:
                    raise ValueError("must be a moment such as 2024-01-31T12:00:00Z") from error
        """#,
        "Identifier": #"""
        @dataclass(frozen=True, kw_only=True)
        class Identifier(Rule):
            """A UUID."""

            def check(self, value: Any) -> None:
                """Check the type."""
                if not isinstance(value, UUID):
                    raise ValueError("must be a UUID")

            def encode(self, value: Any) -> Any:
                """Return the UUID as text."""
                return str(value)

            def decode(self, raw: Any) -> Any:
                """Read the text of a UUID."""
                try:
                    return UUID(raw)
                except (AttributeError, TypeError, ValueError) as error:
                    raise ValueError("must be a UUID") from error
        """#,
        "Choice": #"""
        @dataclass(frozen=True, kw_only=True)
        class Choice(Rule):
            """One of several values."""

            choices: tuple[str, ...] = ()

            def check(self, value: Any) -> None:
                """Check that the value is one of the choices."""
                if value not in self.choices:
                    raise ValueError(f"must be one of: {', '.join(self.choices)}")
        """#,
    ]

    /// Errors that records and their storage raise.
    static func errors(_ project: ProjectView, exitCodes: Bool) -> GeneratedFile {
        func code(_ number: Int) -> String { exitCodes ? "\n\n    exit_code = \(number)" : "" }
        let base = exitCodes ? "\n\n    exit_code = 1" : ""
        return GeneratedFile(
            path: "src/\(project.package)/errors.py",
            contents: #"""
                """Errors that users of this package get to see."""

                from collections.abc import Mapping


                class DomainError(Exception):
                    """Base of all errors of this package."""\#(base)


                class InvalidFieldError(DomainError, ValueError):
                    """A record breaks rules; problems tells which fields and why."""\#(code(2))

                    def __init__(self, label: str, problems: Mapping[str, str]) -> None:
                        self.problems = dict(problems)
                        details = "; ".join(f"{name} {why}".strip() for name, why in self.problems.items())
                        super().__init__(f"Invalid {label}: {details}.")


                class NotFoundError(DomainError, LookupError):
                    """There is no such record."""\#(code(3))


                class ConflictError(DomainError):
                    """The stored records do not allow it: something is taken, still in use, or in another state."""\#(code(4))
                """#.formattedPython())
    }
}
