-- Registered models, their versions, aliases, and every move. Texts compare byte by byte ("C").
-- Models and versions that were taken away keep their rows: their history and lineage stay readable,
-- and their numbers are never given again.

CREATE TABLE registered_model (
  project       text        COLLATE "C" NOT NULL,
  model_id      uuid        NOT NULL,
  name          text        COLLATE "C" NOT NULL,
  -- first part of the keys of frozen files; never used again
  folder        text        COLLATE "C" NOT NULL,
  description   text        COLLATE "C",
  tags          jsonb       NOT NULL,
  prompt        boolean     NOT NULL,
  created_at    timestamptz NOT NULL,
  created_by    text        COLLATE "C" NOT NULL,
  updated_at    timestamptz NOT NULL,
  last_version  integer     NOT NULL,
  revision      bigint      NOT NULL,
  deleted_at    timestamptz,
  CONSTRAINT registered_model_pk PRIMARY KEY (project, model_id),
  CONSTRAINT registered_model_folder_unique UNIQUE (project, folder)
);
CREATE UNIQUE INDEX registered_model_name_unique ON registered_model (project, name) WHERE deleted_at IS NULL;
CREATE INDEX registered_model_by_update ON registered_model (project, updated_at DESC, name) WHERE deleted_at IS NULL;

CREATE TABLE model_version (
  project          text        COLLATE "C" NOT NULL,
  model_id         uuid        NOT NULL,
  number           integer     NOT NULL,
  label            text        COLLATE "C",
  description      text        COLLATE "C",
  tags             jsonb       NOT NULL,
  stage            text        COLLATE "C" NOT NULL,
  source           text        COLLATE "C" NOT NULL,
  run_id           text        COLLATE "C",
  run_link         text        COLLATE "C",
  logged_model_id  text        COLLATE "C",
  status           text        COLLATE "C" NOT NULL,
  status_message   text        COLLATE "C",
  external         boolean     NOT NULL,
  -- where the frozen copy lies; absent for external sources
  prefix           text        COLLATE "C",
  manifest_digest  text        COLLATE "C",
  signature        text        COLLATE "C",
  files            integer     NOT NULL DEFAULT 0,
  files_done       integer     NOT NULL DEFAULT 0,
  bytes            bigint      NOT NULL DEFAULT 0,
  bytes_done       bigint      NOT NULL DEFAULT 0,
  source_area      text        COLLATE "C",
  source_path      text        COLLATE "C",
  -- the source as it was listed at the first attempt; every attempt copies exactly these bytes
  source_files     jsonb,
  leased_until     timestamptz,
  created_at       timestamptz NOT NULL,
  created_by       text        COLLATE "C" NOT NULL,
  updated_at       timestamptz NOT NULL,
  deleted_at       timestamptz,
  CONSTRAINT model_version_pk PRIMARY KEY (project, model_id, number),
  CONSTRAINT model_version_of FOREIGN KEY (project, model_id) REFERENCES registered_model
) WITH (fillfactor = 90);
CREATE UNIQUE INDEX model_version_label_unique ON model_version (project, model_id, label)
  WHERE label IS NOT NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX model_version_prefix_unique ON model_version (project, prefix) WHERE prefix IS NOT NULL;
CREATE INDEX model_version_by_update ON model_version (project, updated_at DESC) WHERE deleted_at IS NULL;
CREATE INDEX model_version_by_run ON model_version (project, run_id) WHERE deleted_at IS NULL;
CREATE INDEX model_version_by_logged_model ON model_version (project, logged_model_id) WHERE logged_model_id IS NOT NULL;
CREATE INDEX model_version_by_source ON model_version (project, left(source, 200)) WHERE deleted_at IS NULL;
CREATE INDEX model_version_by_stage ON model_version (project, model_id, stage, number DESC) WHERE deleted_at IS NULL;
CREATE INDEX model_version_by_tags ON model_version USING gin (tags jsonb_path_ops);
CREATE INDEX model_version_pending ON model_version (created_at) WHERE status = 'PENDING_REGISTRATION' AND deleted_at IS NULL;

CREATE TABLE model_alias (
  project   text        COLLATE "C" NOT NULL,
  model_id  uuid        NOT NULL,
  alias     text        COLLATE "C" NOT NULL,
  number    integer     NOT NULL,
  set_at    timestamptz NOT NULL,
  CONSTRAINT model_alias_pk PRIMARY KEY (project, model_id, alias),
  CONSTRAINT model_alias_of FOREIGN KEY (project, model_id, number) REFERENCES model_version
);
CREATE INDEX model_alias_by_version ON model_alias (project, model_id, number);

CREATE TABLE alias_move (
  project      text        COLLATE "C" NOT NULL,
  model_id     uuid        NOT NULL,
  alias        text        COLLATE "C" NOT NULL,
  -- the model's revision that the move made
  revision     bigint      NOT NULL,
  from_number  integer,
  to_number    integer,
  moved_at     timestamptz NOT NULL,
  moved_by     text        COLLATE "C" NOT NULL,
  reason       text        COLLATE "C",
  undoes       bigint,
  CONSTRAINT alias_move_pk PRIMARY KEY (project, model_id, alias, revision)
);
CREATE INDEX alias_move_by_time ON alias_move (project, model_id, alias, moved_at DESC, revision DESC);

CREATE TABLE stage_move (
  project     text        COLLATE "C" NOT NULL,
  model_id    uuid        NOT NULL,
  number      integer     NOT NULL,
  revision    bigint      NOT NULL,
  from_stage  text        COLLATE "C" NOT NULL,
  to_stage    text        COLLATE "C" NOT NULL,
  moved_at    timestamptz NOT NULL,
  moved_by    text        COLLATE "C" NOT NULL,
  reason      text        COLLATE "C",
  CONSTRAINT stage_move_pk PRIMARY KEY (project, model_id, number, revision)
);
