import LunaPlan

/// Files of a REST service that depend on the plan only through names.
enum RestStatics {
    static func settings(_ project: ProjectView) -> GeneratedFile {
        GeneratedFile(
            path: "src/\(project.package)/settings.py",
            contents: #"""
                """Configuration, read from environment variables."""

                import os
                from collections.abc import Mapping
                from dataclasses import dataclass
                from typing import Self

                LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


                @dataclass(frozen=True)
                class Settings:
                    """What can be configured without touching the code."""

                    database_url: str = "sqlite:///\#(project.package).db"
                    host: str = "127.0.0.1"
                    port: int = 8000
                    log_level: str = "INFO"

                    @classmethod
                    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
                        """Read DATABASE_URL, HOST, PORT and LOG_LEVEL; raise ValueError for unusable values."""
                        values = os.environ if environment is None else environment
                        port = values.get("PORT", str(cls.port))
                        if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
                            raise ValueError(f"PORT must be a number from 1 to 65535, not {port!r}.")
                        log_level = values.get("LOG_LEVEL", cls.log_level).upper()
                        if log_level not in LOG_LEVELS:
                            raise ValueError(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}, not {log_level!r}.")
                        return cls(
                            database_url=values.get("DATABASE_URL", cls.database_url),
                            host=values.get("HOST", cls.host),
                            port=int(port),
                            log_level=log_level,
                        )
                """#.formattedPython())
    }

    static func errors(_ project: ProjectView) -> GeneratedFile {
        GeneratedFile(
            path: "src/\(project.package)/errors.py",
            contents: #"""
                """Errors of the service and how they leave it: RFC 9457 problem documents."""

                import logging
                from collections.abc import Mapping, Sequence
                from http import HTTPStatus
                from typing import Any

                from fastapi import FastAPI, Request
                from fastapi.exceptions import RequestValidationError
                from fastapi.responses import JSONResponse
                from pydantic import BaseModel, Field
                from sqlalchemy.exc import OperationalError
                from starlette.exceptions import HTTPException

                MEDIA_TYPE = "application/problem+json"

                logger = logging.getLogger(__name__)


                class Problem(BaseModel):
                    """An RFC 9457 problem document."""

                    type: str = Field(default="about:blank", description="Kind of problem.")
                    title: str = Field(description="The HTTP status in words.")
                    status: int = Field(description="The HTTP status code.")
                    detail: str = Field(description="What went wrong this time.")
                    errors: list[dict[str, str]] = Field(
                        default=[], description="The offending parts of the request, each with a detail."
                    )


                class ProblemError(Exception):
                    """Base of all errors that the client of the service gets to see."""

                    status = 500

                    def __init__(self, detail: str, fields: Sequence[str] = ()) -> None:
                        super().__init__(detail)
                        self.detail = detail
                        self.fields = fields


                class NotFoundError(ProblemError):
                    """There is no record with that id."""

                    status = 404


                class ConflictError(ProblemError):
                    """The stored data does not allow the request."""

                    status = 409


                class InvalidReferenceError(ProblemError):
                    """A field refers to a record that does not exist."""

                    status = 422


                def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
                    """Describe error answers for the OpenAPI document."""
                    schema = Problem.model_json_schema()
                    return {
                        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
                        for status in statuses
                    }


                def register_error_handlers(app: FastAPI) -> None:
                    """Make the application answer every error with a problem document."""
                    app.add_exception_handler(ProblemError, _on_problem)
                    app.add_exception_handler(RequestValidationError, _on_invalid_request)
                    app.add_exception_handler(HTTPException, _on_http_error)
                    app.add_exception_handler(OperationalError, _on_database_failure)
                    app.add_exception_handler(Exception, _on_unexpected)


                def _respond(
                    status: int,
                    detail: str,
                    errors: Sequence[Mapping[str, str]] = (),
                    headers: Mapping[str, str] | None = None,
                ) -> JSONResponse:
                    body: dict[str, Any] = {
                        "type": "about:blank",
                        "title": HTTPStatus(status).phrase,
                        "status": status,
                        "detail": detail,
                    }
                    if errors:
                        body["errors"] = errors
                    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


                def _on_problem(request: Request, error: Exception) -> JSONResponse:
                    assert isinstance(error, ProblemError)
                    errors = [{"pointer": f"#/{name}", "detail": error.detail} for name in error.fields]
                    return _respond(error.status, error.detail, errors)


                def _on_invalid_request(request: Request, error: Exception) -> JSONResponse:
                    assert isinstance(error, RequestValidationError)
                    found = error.errors()
                    if any(item["type"] == "json_invalid" for item in found):
                        return _respond(400, "The body of the request is not valid JSON.")
                    return _respond(422, "The request breaks the rules of the API.", [_describe(item) for item in found])


                def _describe(item: Mapping[str, Any]) -> dict[str, str]:
                    # A name may come from the client and hold characters that UTF-8 cannot express.
                    place, *path = (str(part).encode("utf-8", "replace").decode() for part in item["loc"])
                    if place == "body":
                        return {"pointer": "#/" + "/".join(path) if path else "#", "detail": item["msg"]}
                    return {"parameter": path[0] if path else place, "in": place, "detail": item["msg"]}


                def _on_http_error(request: Request, error: Exception) -> JSONResponse:
                    assert isinstance(error, HTTPException)
                    return _respond(error.status_code, error.detail, headers=error.headers)


                def _on_database_failure(request: Request, error: Exception) -> JSONResponse:
                    logger.error("The database failed during %s %s", request.method, request.url.path, exc_info=error)
                    return _respond(503, "The database is not available. Try again later.", headers={"Retry-After": "5"})


                def _on_unexpected(request: Request, error: Exception) -> JSONResponse:
                    logger.error("Unexpected error in %s %s", request.method, request.url.path, exc_info=error)
                    return _respond(500, "Something went wrong on the server.")
                """#.formattedPython())
    }

    static func pagination(_ project: ProjectView) -> GeneratedFile {
        GeneratedFile(
            path: "src/\(project.package)/pagination.py",
            contents: #"""
                """Lists come in pages: how clients ask for one and what they get."""

                from typing import Any, Generic, TypeVar

                from pydantic import BaseModel, ConfigDict, Field

                ItemT = TypeVar("ItemT")

                DEFAULT_LIMIT = 20
                MAX_LIMIT = 100


                class PageQuery(BaseModel):
                    """Query parameters of every list; lists add their filters and narrow the sorting."""

                    model_config = ConfigDict(extra="forbid")

                    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="Most items to return.")
                    offset: int = Field(default=0, ge=0, le=2**31 - 1, description="Items to leave out first.")
                    sort: str = Field(default="created_at", description="Field to sort by; `-` in front reverses.")

                    def filters(self) -> dict[str, Any]:
                        """Values that items must have, by attribute."""
                        return self.model_dump(exclude={"limit", "offset", "sort"}, exclude_none=True)


                class Page(BaseModel, Generic[ItemT]):
                    """One page of a list."""

                    items: list[ItemT]
                    total: int = Field(description="How many items match in all.")
                    limit: int
                    offset: int
                """#.formattedPython())
    }
}

extension String {
    /// Ends generated text with exactly one newline and lays out long lines.
    func formattedPython() -> String { PythonFormatter.format(self) }
}
