import LunaCore
import LunaPlan

/// The kinds of work that make up a REST service: FastAPI, pydantic and SQLAlchemy, because that is what a Python
/// developer expects today: typed, self-documenting, and with SQLite it runs with nothing to set up.
enum RestTemplates {
    static let renderers: [String: TemplateBackend.Renderer] = [
        "python.rest.scaffold": whole(RestScaffold.render),
        "python.rest.settings": whole { [RestStatics.settings($0)] },
        "python.rest.errors": whole { [RestStatics.errors($0)] },
        "python.rest.database": whole(RestDatabase.render),
        "python.rest.pagination": whole { [RestStatics.pagination($0)] },
        "python.rest.module": TemplateBackend.Renderer(type: .restAPI) { try RestModule.render($0, $0.module($1)) },
        "python.rest.model": entity(RestModel.render),
        "python.rest.schema": entity(RestSchema.render),
        "python.rest.repository": entity(RestRepository.render),
        "python.rest.routes": entity(RestRoutes.render),
        "python.rest.tests.repository": entity(RestRepositoryTests.render),
        "python.rest.tests.api": entity(RestAPITests.render),
        "python.rest.app": whole(RestApp.render),
        "python.rest.tests.support": whole(RestTestSupport.render),
        "python.rest.tests.app": whole(RestAppTests.render),
        "python.rest.openapi": whole(RestOpenAPI.render),
        "python.rest.container": whole(RestContainer.render),
    ]

    private static func whole(
        _ render: @escaping @Sendable (ProjectView) throws -> [GeneratedFile]
    ) -> TemplateBackend.Renderer {
        TemplateBackend.Renderer(type: .restAPI) { project, _ in try render(project) }
    }

    private static func entity(
        _ render: @escaping @Sendable (ProjectView, EntityView) throws -> [GeneratedFile]
    ) -> TemplateBackend.Renderer {
        TemplateBackend.Renderer(type: .restAPI) { try render($0, $0.entity($1)) }
    }
}
