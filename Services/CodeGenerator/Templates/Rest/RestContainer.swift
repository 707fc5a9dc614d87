import LunaPlan

/// Files to run the service in a container.
enum RestContainer {
    static func render(_ project: ProjectView) -> [GeneratedFile] {
        let health = RestApp.ownPath("health", project)
        return [
            GeneratedFile(
                path: "Dockerfile",
                contents: """
                    FROM python:3.12-slim

                    ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1
                    WORKDIR /app
                    COPY pyproject.toml README.md ./
                    COPY src ./src
                    RUN pip install . && useradd --system --uid 10001 service && mkdir /data && chown service /data

                    USER service
                    ENV HOST=0.0.0.0 PORT=8000 DATABASE_URL=sqlite:////data/\(project.package).db
                    VOLUME /data
                    EXPOSE 8000
                    HEALTHCHECK --interval=30s --timeout=3s --start-period=5s CMD \
                    ["python", "-c", "import os, urllib.request as r; \
                    r.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '\(health)', timeout=2)"]
                    CMD ["python", "-m", "\(project.package)"]

                    """),
            GeneratedFile(
                path: ".dockerignore",
                contents: [".git", ".venv", "**/__pycache__", "tests", "*.db", "*.egg-info", ".env", "build", "dist"]
                    .joined(separator: "\n") + "\n"),
            GeneratedFile(
                path: "compose.yaml",
                contents: """
                    services:
                      api:
                        build: .
                        ports:
                          - "127.0.0.1:8000:8000"
                        volumes:
                          - data:/data
                        restart: unless-stopped
                    volumes:
                      data:

                    """),
        ]
    }
}
