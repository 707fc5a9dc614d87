import LunaPlan

/// Tests of what does not belong to one entity.
enum RestAppTests {
    static func render(_ project: ProjectView) throws -> [GeneratedFile] {
        let package = project.package
        let health = RestApp.ownPath("health", project)
        // Some list to break, if there is one.
        let probe = project.entities.first { $0.has(.list) }.map { "/" + $0.pluralPath }
        let creatable = project.entities.first { $0.has(.create) }.map { "/" + $0.pluralPath }
        let failures =
            probe.map { path in
                #"""



                def test_database_failure_is_503(app: FastAPI, client: TestClient) -> None:
                    app.state.database = Database("sqlite://")
                    response = client.get("\#(path)")
                    assert response.status_code == 503
                    assert response.headers["retry-after"] == "5"
                    assert response.headers["content-type"] == MEDIA_TYPE


                def test_unexpected_error_is_500_and_tells_nothing(app: FastAPI) -> None:
                    app.state.database.session = None
                    response = TestClient(app, raise_server_exceptions=False).get("\#(path)")
                    assert response.status_code == 500
                    assert response.json()["detail"] == "Something went wrong on the server."
                """#
            } ?? ""
        let broken =
            creatable.map { path in
                #"""



                def test_malformed_json_is_400(client: TestClient) -> None:
                    response = client.post("\#(path)", content=b"{", headers={"content-type": "application/json"})
                    assert response.status_code == 400
                    assert response.json()["title"] == "Bad Request"


                def test_unencodable_names_are_reported(client: TestClient) -> None:
                    body = rb'{"\ud800": 1}'
                    response = client.post("\#(path)", content=body, headers={"content-type": "application/json"})
                    assert response.status_code == 422


                def test_body_must_be_an_object(client: TestClient) -> None:
                    response = client.post("\#(path)", json=["no object"])
                    assert response.status_code == 422
                    assert pointers(response.json()) == ["#"]
                """#
            } ?? ""
        var imports = project.imports()
        imports.from("pathlib", "Path")
        imports.from("typing", "Any")
        imports.module("pytest")
        imports.from("fastapi.testclient", "TestClient")
        imports.from("fastapi", "FastAPI")
        imports.from(package, "__main__ as command")
        imports.from("\(package).app", "create_app")
        imports.from("\(package).errors", "MEDIA_TYPE")
        imports.from("\(package).settings", "Settings")
        if probe != nil { imports.from("\(package).database", "Database") }
        if creatable != nil { imports.from("tests.factories", "pointers") }
        let text = #"""
            """Configuration, start-up and errors that belong to no single endpoint."""

            \#(imports.text)


            def test_health(client: TestClient) -> None:
                response = client.get("\#(health)")
                assert response.status_code == 200
                assert response.json() == {"status": "ok"}


            def test_unknown_path_is_a_problem_document(client: TestClient) -> None:
                response = client.get("/no/such/path")
                assert response.status_code == 404
                assert response.headers["content-type"] == MEDIA_TYPE
                assert response.json()["title"] == "Not Found"


            def test_unknown_method_names_the_allowed_ones(client: TestClient) -> None:
                response = client.delete("\#(health)")
                assert response.status_code == 405
                assert response.headers["allow"] == "GET"\#(broken)\#(failures)


            def test_data_survives_a_restart(tmp_path: Path) -> None:
                settings = Settings(database_url=f"sqlite:///{tmp_path}/test.db")
                for _ in range(2):
                    with TestClient(create_app(settings)) as client:
                        assert client.get("\#(health)").status_code == 200
                assert (tmp_path / "test.db").stat().st_size > 0


            def test_settings_have_defaults() -> None:
                assert Settings.from_environment({}) == Settings()


            def test_settings_come_from_the_environment() -> None:
                settings = Settings.from_environment(
                    {"DATABASE_URL": "sqlite://", "HOST": "0.0.0.0", "PORT": "80", "LOG_LEVEL": "debug"}
                )
                assert settings == Settings("sqlite://", "0.0.0.0", 80, "DEBUG")


            @pytest.mark.parametrize(
                ("name", "value"), [("PORT", "0"), ("PORT", "65536"), ("PORT", "http"), ("LOG_LEVEL", "loud")]
            )
            def test_unusable_settings_are_refused(name: str, value: str) -> None:
                with pytest.raises(ValueError, match=name):
                    Settings.from_environment({name: value})


            def test_command_serves_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
                served: dict[str, Any] = {}

                def run(app: FastAPI, **options: Any) -> None:
                    served.update(options, title=app.title)

                monkeypatch.setenv("DATABASE_URL", "sqlite://")
                monkeypatch.setenv("PORT", "8123")
                monkeypatch.setattr("uvicorn.run", run)
                assert command.main() == 0
                assert served["title"] == \#(PythonText.literal(project.plan.project.name))
                assert served["port"] == 8123


            def test_command_refuses_bad_configuration(
                monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
            ) -> None:
                monkeypatch.setenv("PORT", "none")
                assert command.main() == 2
                assert "PORT" in capsys.readouterr().err
            """#
        return [GeneratedFile(path: "tests/test_app.py", contents: text.formattedPython())]
    }
}
