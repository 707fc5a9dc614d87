import LunaPlan

/// Types that the schemas of all entities of a REST service share.
enum RestSchemaTypes {
    static func render(_ project: ProjectView) -> GeneratedFile {
        let types = project.entities.flatMap { $0.fields.map(\.spec.type) }
        let hasUpdates = project.entities.contains { $0.has(.update) }
        let hasDates = types.contains(.date) || types.contains(.datetime)
        var imports = project.imports()
        imports.from("pydantic", "BaseModel", "ConfigDict")
        var functions: [String] = []
        var aliases: [String] = []
        var constants = ""
        if types.contains(.email) {
            imports.module("re")
            imports.from("pydantic", "AfterValidator", "Field")
            constants = Self.email
            functions.append(Self.checkEmail)
            aliases.append(
                #"EmailText = Annotated[str, AfterValidator(_email), Field(json_schema_extra={"format": "email"})]"#)
        }
        if types.contains(.url) {
            imports.module("re")
            imports.from("pydantic", "AfterValidator", "Field")
            imports.from("urllib.parse", "urlsplit")
            functions.append(Self.checkURL)
            aliases.append(
                #"HttpUrlText = Annotated[str, AfterValidator(_http_url), Field(json_schema_extra={"format": "uri"})]"#)
        }
        if types.contains(.integer) {
            imports.from("pydantic", "Field", "StrictInt")
            aliases.append("StoredInt = Annotated[StrictInt, Field(ge=-(2**63), le=2**63 - 1)]")
        }
        if types.contains(.number) {
            imports.from("pydantic", "Field", "StrictFloat")
            aliases.append("FiniteNumber = Annotated[StrictFloat, Field(allow_inf_nan=False)]")
        }
        if hasDates {
            imports.module("re")
            imports.module("datetime as dt")
            imports.from("typing", "Any")
            imports.from("pydantic", "BeforeValidator")
            functions.append(Self.checkISO)
        }
        if types.contains(.date) { aliases.append("IsoDate = Annotated[dt.date, BeforeValidator(_iso_text)]") }
        if types.contains(.datetime) {
            imports.from("pydantic", "AwareDatetime")
            aliases.append("IsoDateTime = Annotated[AwareDatetime, BeforeValidator(_iso_text)]")
        }
        imports.from("typing", "Annotated")
        if hasUpdates { imports.from("typing", "Any") }
        imports.from("uuid", "UUID")
        imports.from("fastapi", "Path")
        aliases.append(#"RecordId = Annotated[UUID, Path(alias="id", description="The id of the record.")]"#)
        let text = #"""
            """Types that the schemas of all entities share."""

            \#(imports.text)
            \#(constants)

            class InputModel(BaseModel):
                """Base of what clients send: unknown fields are errors, not ignored."""

                model_config = ConfigDict(extra="forbid")
            \#(hasUpdates ? Self.changes : "")\#(functions.map { "\n\n" + $0 + "\n" }.joined())

            \#(aliases.joined(separator: "\n"))
            """#
        return GeneratedFile(path: "src/\(project.package)/schema_types.py", contents: text.formattedPython())
    }

    private static let changes = #"""



        def _without_defaults(schema: dict[str, Any]) -> None:
            for item in schema["properties"].values():
                item.pop("default", None)


        class ChangesModel(InputModel):
            """Base of partial updates: what is left out stays as it is, so no field has a default."""

            model_config = ConfigDict(json_schema_extra=_without_defaults)


        # For fields that may be left out, but not be null. Nobody reads it: only what was sent counts.
        LEFT_OUT: Any = None

        """#

    private static let email = #"""

        # What HTML's <input type=email> accepts, with a dot in the domain.
        EMAIL = re.compile(
            r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
            r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+"
        )

        """#

    private static let checkEmail = #"""
        def _email(value: str) -> str:
            if not EMAIL.fullmatch(value):
                raise ValueError("must be an e-mail address")
            return value
        """#

    private static let checkURL = #"""
        def _http_url(value: str) -> str:
            parts = urlsplit(value)
            if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", value):
                raise ValueError("must be an http or https URL")
            return value
        """#

    private static let checkISO = #"""
        def _iso_text(value: Any) -> Any:
            # Without this, numbers and numeric text would be taken for seconds since 1970.
            if isinstance(value, dt.date) or (isinstance(value, str) and re.match(r"\d{4}-", value)):
                return value
            raise ValueError("must be text in ISO 8601 form")
        """#
}
