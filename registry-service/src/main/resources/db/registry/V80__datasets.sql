-- The catalogue of datasets, and their versions by content. Texts compare byte by byte ("C").
-- A version never changes its files; what describes it may be corrected.

CREATE TABLE dataset (
  project       text        COLLATE "C" NOT NULL,
  dataset_id    uuid        NOT NULL,
  name          text        COLLATE "C" NOT NULL,
  zone          text        COLLATE "C" NOT NULL CHECK (zone IN ('RAW', 'PROCESSED', 'CURATED')),
  description   text        COLLATE "C",
  licence       text        COLLATE "C",
  citation      text        COLLATE "C",
  tags          jsonb       NOT NULL,
  last_version  integer     NOT NULL,
  revision      bigint      NOT NULL,
  created_at    timestamptz NOT NULL,
  created_by    text        COLLATE "C" NOT NULL,
  updated_at    timestamptz NOT NULL,
  CONSTRAINT dataset_pk PRIMARY KEY (project, dataset_id),
  CONSTRAINT dataset_name_unique UNIQUE (project, name)
);

CREATE TABLE dataset_version (
  project        text        COLLATE "C" NOT NULL,
  dataset_id     uuid        NOT NULL,
  number         integer     NOT NULL,
  -- SHA-256 over the paths, sizes and digests of the files
  digest         text        COLLATE "C" NOT NULL,
  -- as long as a digest may be that a run logs through MLflow
  mlflow_digest  text        COLLATE "C" NOT NULL GENERATED ALWAYS AS (left(digest, 32)) STORED,
  -- of all rows whatever their order, where somebody computed it
  rows_digest    text        COLLATE "C",
  -- s3://bucket/folder/ of the files
  location       text        COLLATE "C" NOT NULL,
  origin         text        COLLATE "C" NOT NULL CHECK (origin IN ('UPLOAD', 'PREFIX', 'JOIN')),
  join_id        text        COLLATE "C",
  files          integer     NOT NULL,
  bytes          bigint      NOT NULL,
  rows           bigint,
  columns        jsonb,
  splits         jsonb       NOT NULL,
  preprocessing  text        COLLATE "C",
  created_at     timestamptz NOT NULL,
  created_by     text        COLLATE "C" NOT NULL,
  CONSTRAINT dataset_version_pk PRIMARY KEY (project, dataset_id, number),
  CONSTRAINT dataset_version_of FOREIGN KEY (project, dataset_id) REFERENCES dataset,
  CONSTRAINT dataset_version_content_unique UNIQUE (project, dataset_id, digest)
);
CREATE INDEX dataset_version_by_mlflow_digest ON dataset_version (project, mlflow_digest);
CREATE INDEX dataset_version_by_location ON dataset_version (project, location, created_at);

CREATE TABLE dataset_file (
  project     text    COLLATE "C" NOT NULL,
  dataset_id  uuid    NOT NULL,
  number      integer NOT NULL,
  path        text    COLLATE "C" NOT NULL,
  object_key  text    COLLATE "C" NOT NULL,
  size        bigint  NOT NULL,
  sha256      text    COLLATE "C" NOT NULL,
  -- the store's name for exactly these bytes: a file changed behind our back has another
  etag        text    COLLATE "C" NOT NULL,
  rows        bigint,
  CONSTRAINT dataset_file_pk PRIMARY KEY (project, dataset_id, number, path),
  CONSTRAINT dataset_file_of FOREIGN KEY (project, dataset_id, number) REFERENCES dataset_version
);

-- Which history of which feature view a join saw.
CREATE TABLE dataset_snapshot (
  project     text    COLLATE "C" NOT NULL,
  dataset_id  uuid    NOT NULL,
  number      integer NOT NULL,
  view        text    COLLATE "C" NOT NULL,
  snapshot    bigint  NOT NULL,
  CONSTRAINT dataset_snapshot_pk PRIMARY KEY (project, dataset_id, number, view),
  CONSTRAINT dataset_snapshot_of FOREIGN KEY (project, dataset_id, number) REFERENCES dataset_version
);
CREATE INDEX dataset_file_by_key ON dataset_file (object_key);
CREATE INDEX dataset_snapshot_by_view ON dataset_snapshot (project, view, snapshot);

-- Files on their way to a version. A sealed upload became one; the row stays until the sweeper has
-- made sure that nothing lies beside the version's files. What was condemned is swept whole.
CREATE TABLE dataset_upload (
  project     text        COLLATE "C" NOT NULL,
  upload_id   uuid        NOT NULL,
  dataset_id  uuid        NOT NULL,
  prefix      text        COLLATE "C" NOT NULL,
  began_at    timestamptz NOT NULL,
  began_by    text        COLLATE "C" NOT NULL,
  state       text        COLLATE "C" NOT NULL CHECK (state IN ('OPEN', 'SEALED', 'CONDEMNED')),
  CONSTRAINT dataset_upload_pk PRIMARY KEY (project, upload_id),
  CONSTRAINT dataset_upload_of FOREIGN KEY (project, dataset_id) REFERENCES dataset
);
CREATE INDEX dataset_upload_by_time ON dataset_upload (began_at);

CREATE TABLE dataset_upload_file (
  project    text   COLLATE "C" NOT NULL,
  upload_id  uuid   NOT NULL,
  path       text   COLLATE "C" NOT NULL,
  object_key text   COLLATE "C" NOT NULL,
  size       bigint NOT NULL,
  sha256     text   COLLATE "C" NOT NULL,
  etag       text   COLLATE "C" NOT NULL,
  CONSTRAINT dataset_upload_file_pk PRIMARY KEY (project, upload_id, path),
  CONSTRAINT dataset_upload_file_of FOREIGN KEY (project, upload_id) REFERENCES dataset_upload ON DELETE CASCADE
);
