import LunaServiceKit
import LunaStore

/// The memory service's schema, step by step. A step that has been released is never changed; a new one is added.
enum MemoryMigrations {
    static let schema = "memory"

    static let all: [Migration] = [
        Migration(
            id: 1, name: "blobs_and_artifacts",
            up: """
                CREATE TABLE memory.blobs (
                    tenant text NOT NULL, sha256 text NOT NULL, size bigint NOT NULL, chunks int NOT NULL,
                    created_at bigint NOT NULL, PRIMARY KEY (tenant, sha256));
                CREATE TABLE memory.blob_chunks (
                    tenant text NOT NULL, sha256 text NOT NULL, number int NOT NULL, size int NOT NULL, content bytea NOT NULL,
                    PRIMARY KEY (tenant, sha256, number),
                    FOREIGN KEY (tenant, sha256) REFERENCES memory.blobs ON DELETE CASCADE);
                ALTER TABLE memory.blob_chunks ALTER COLUMN content SET STORAGE EXTERNAL;
                CREATE TABLE memory.uploads (
                    tenant text NOT NULL, upload text NOT NULL, sha256 text NOT NULL, size bigint NOT NULL, created_at bigint NOT NULL,
                    PRIMARY KEY (tenant, upload));
                CREATE TABLE memory.upload_chunks (
                    tenant text NOT NULL, upload text NOT NULL, start bigint NOT NULL, size int NOT NULL, content bytea NOT NULL,
                    PRIMARY KEY (tenant, upload, start),
                    FOREIGN KEY (tenant, upload) REFERENCES memory.uploads ON DELETE CASCADE);
                CREATE TABLE memory.artifacts (
                    tenant text NOT NULL, execution text NOT NULL, path text NOT NULL, version int NOT NULL, sha256 text NOT NULL,
                    size bigint NOT NULL, executable boolean NOT NULL, task text NOT NULL, attempt int NOT NULL,
                    media_type text NOT NULL, created_at bigint NOT NULL, PRIMARY KEY (tenant, execution, path, version));
                CREATE TABLE memory.task_logs (
                    tenant text NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY, execution text NOT NULL, task text NOT NULL,
                    attempt int NOT NULL, at bigint NOT NULL, level text NOT NULL, message text NOT NULL, source text NOT NULL,
                    PRIMARY KEY (tenant, id));
                CREATE INDEX task_logs_execution ON memory.task_logs (tenant, execution, id);
                """,
            down: """
                DROP TABLE memory.task_logs, memory.artifacts, memory.upload_chunks, memory.uploads, memory.blob_chunks, memory.blobs;
                """),
        DataKeyTable.migration(2, schema: schema),
        Migration(
            id: 3, name: "sealed_pieces",
            up: """
                ALTER TABLE memory.blob_chunks ADD COLUMN sealed boolean NOT NULL DEFAULT false;
                ALTER TABLE memory.upload_chunks ADD COLUMN sealed boolean NOT NULL DEFAULT false;
                CREATE INDEX blob_chunks_plain ON memory.blob_chunks (tenant, sha256, number) WHERE NOT sealed;
                """,
            down: """
                DROP INDEX memory.blob_chunks_plain;
                ALTER TABLE memory.blob_chunks DROP COLUMN sealed;
                ALTER TABLE memory.upload_chunks DROP COLUMN sealed;
                """),
    ]
}
