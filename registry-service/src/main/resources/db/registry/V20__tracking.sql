-- Experiments, runs and what was logged to them. Texts sort and compare byte by byte ("C"), so that
-- answers do not depend on the server's locale and LIKE with a fixed start can use an index.
-- Moments that callers give are milliseconds as they came: some lie outside what timestamptz holds.

CREATE SEQUENCE experiment_number START 1;

CREATE TABLE experiment (
  project            text   COLLATE "C" NOT NULL,
  experiment_id      bigint NOT NULL,
  name               text   COLLATE "C" NOT NULL,
  artifact_location  text   COLLATE "C" NOT NULL,
  created_at         bigint NOT NULL,
  updated_at         bigint NOT NULL,
  deleted_at         bigint,
  CONSTRAINT experiment_pk PRIMARY KEY (project, experiment_id),
  CONSTRAINT experiment_name_unique UNIQUE (project, name)
);
CREATE INDEX experiment_by_creation ON experiment (project, created_at DESC, experiment_id);
CREATE INDEX experiment_by_update ON experiment (project, updated_at DESC, experiment_id);
CREATE INDEX experiment_deleted ON experiment (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE experiment_tag (
  project        text   COLLATE "C" NOT NULL,
  experiment_id  bigint NOT NULL,
  key            text   COLLATE "C" NOT NULL,
  value          text   COLLATE "C" NOT NULL,
  CONSTRAINT experiment_tag_pk PRIMARY KEY (project, experiment_id, key),
  CONSTRAINT experiment_tag_of FOREIGN KEY (project, experiment_id) REFERENCES experiment ON DELETE CASCADE
);
CREATE INDEX experiment_tag_by_value ON experiment_tag (project, key, left(value, 200), experiment_id);

CREATE TABLE run (
  project        text   COLLATE "C" NOT NULL,
  run_id         uuid   NOT NULL,
  experiment_id  bigint NOT NULL,
  name           text   COLLATE "C" NOT NULL,
  user_id        text   COLLATE "C" NOT NULL,
  status         text   COLLATE "C" NOT NULL,
  started_at     bigint NOT NULL,
  ended_at       bigint,
  artifact_uri   text   COLLATE "C" NOT NULL,
  deleted_at     bigint,
  CONSTRAINT run_pk PRIMARY KEY (project, run_id),
  CONSTRAINT run_of FOREIGN KEY (project, experiment_id) REFERENCES experiment
) WITH (fillfactor = 90);
CREATE INDEX run_by_start ON run (project, experiment_id, started_at DESC, run_id);
CREATE INDEX run_by_end ON run (project, experiment_id, ended_at, run_id);
CREATE INDEX run_by_name ON run (project, experiment_id, name, run_id);
CREATE INDEX run_by_status ON run (project, experiment_id, status, started_at DESC, run_id);
CREATE INDEX run_by_user ON run (project, experiment_id, user_id, started_at DESC, run_id);
CREATE INDEX run_deleted ON run (deleted_at) WHERE deleted_at IS NOT NULL;

-- What hangs on a run has no foreign key to it: a check per row is the cost of a batch. Nothing is
-- logged to a run that is not there or is deleted, because each statement reads the run, and the job
-- that removes a run takes only those that were deleted long before.

-- Every point of every metric. The order of the key is the order of a metric's history.
CREATE TABLE metric_point (
  project     text             COLLATE "C" NOT NULL,
  run_id      uuid             NOT NULL,
  key         text             COLLATE "C" NOT NULL,
  logged_at   bigint           NOT NULL,
  step        bigint           NOT NULL,
  value       double precision NOT NULL,
  CONSTRAINT metric_point_pk PRIMARY KEY (project, run_id, key, logged_at, step, value)
);

-- The newest point of each metric, by (step, time, value): what a run shows, and what is searched.
CREATE TABLE latest_metric (
  project        text             COLLATE "C" NOT NULL,
  run_id         uuid             NOT NULL,
  key            text             COLLATE "C" NOT NULL,
  experiment_id  bigint           NOT NULL,
  value          double precision NOT NULL,
  logged_at      bigint           NOT NULL,
  step           bigint           NOT NULL,
  CONSTRAINT latest_metric_pk PRIMARY KEY (project, run_id, key)
) WITH (fillfactor = 80);
CREATE INDEX latest_metric_by_value ON latest_metric (project, experiment_id, key, value, run_id);

CREATE TABLE run_param (
  project        text   COLLATE "C" NOT NULL,
  run_id         uuid   NOT NULL,
  key            text   COLLATE "C" NOT NULL,
  experiment_id  bigint NOT NULL,
  value          text   COLLATE "C" NOT NULL,
  CONSTRAINT run_param_pk PRIMARY KEY (project, run_id, key)
);
-- An index row has a limit of its own; the start of a value selects well enough.
CREATE INDEX run_param_by_value ON run_param (project, experiment_id, key, left(value, 200), run_id);

CREATE TABLE run_tag (
  project        text   COLLATE "C" NOT NULL,
  run_id         uuid   NOT NULL,
  key            text   COLLATE "C" NOT NULL,
  experiment_id  bigint NOT NULL,
  value          text   COLLATE "C" NOT NULL,
  CONSTRAINT run_tag_pk PRIMARY KEY (project, run_id, key)
);
CREATE INDEX run_tag_by_value ON run_tag (project, experiment_id, key, left(value, 200), run_id);

-- A dataset as a run described it: one row for each name and digest of an experiment.
CREATE TABLE run_dataset (
  project        text   COLLATE "C" NOT NULL,
  experiment_id  bigint NOT NULL,
  dataset_id     uuid   NOT NULL,
  name           text   COLLATE "C" NOT NULL,
  digest         text   COLLATE "C" NOT NULL,
  source_type    text   COLLATE "C" NOT NULL,
  source         text   COLLATE "C" NOT NULL,
  schema         text   COLLATE "C",
  profile        text   COLLATE "C",
  CONSTRAINT run_dataset_pk PRIMARY KEY (project, dataset_id),
  CONSTRAINT run_dataset_unique UNIQUE (project, experiment_id, name, digest),
  CONSTRAINT run_dataset_of FOREIGN KEY (project, experiment_id) REFERENCES experiment ON DELETE CASCADE
);

CREATE TABLE run_input (
  project      text   COLLATE "C" NOT NULL,
  run_id       uuid   NOT NULL,
  dataset_id   uuid   NOT NULL,
  position     bigint GENERATED ALWAYS AS IDENTITY,
  -- what the run used it for, as in "training"
  context      text   COLLATE "C",
  tags         jsonb  NOT NULL,
  CONSTRAINT run_input_pk PRIMARY KEY (project, run_id, dataset_id),
  CONSTRAINT run_input_is FOREIGN KEY (project, dataset_id) REFERENCES run_dataset ON DELETE CASCADE
);
CREATE INDEX run_input_by_dataset ON run_input (project, dataset_id, run_id);

CREATE TABLE run_model (
  project    text   COLLATE "C" NOT NULL,
  run_id     uuid   NOT NULL,
  direction  text   COLLATE "C" NOT NULL CHECK (direction IN ('input', 'output')),
  model_id   text   COLLATE "C" NOT NULL,
  step       bigint NOT NULL,
  position   bigint GENERATED ALWAYS AS IDENTITY,
  CONSTRAINT run_model_pk PRIMARY KEY (project, run_id, direction, model_id, step)
);
CREATE INDEX run_model_by_model ON run_model (project, model_id, run_id);

CREATE TABLE logged_model (
  project            text   COLLATE "C" NOT NULL,
  model_id           text   COLLATE "C" NOT NULL,
  experiment_id      bigint NOT NULL,
  name               text   COLLATE "C" NOT NULL,
  artifact_location  text   COLLATE "C" NOT NULL,
  model_type         text   COLLATE "C" NOT NULL,
  source_run_id      text   COLLATE "C" NOT NULL,
  status             text   COLLATE "C" NOT NULL,
  status_message     text   COLLATE "C",
  created_at         bigint NOT NULL,
  updated_at         bigint NOT NULL,
  deleted_at         bigint,
  CONSTRAINT logged_model_pk PRIMARY KEY (project, model_id),
  CONSTRAINT logged_model_of FOREIGN KEY (project, experiment_id) REFERENCES experiment
);
CREATE INDEX logged_model_by_creation ON logged_model (project, experiment_id, created_at DESC, model_id);
CREATE INDEX logged_model_by_name ON logged_model (project, experiment_id, name, model_id);
CREATE INDEX logged_model_by_run ON logged_model (project, source_run_id);
CREATE INDEX logged_model_deleted ON logged_model (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE logged_model_param (
  project   text COLLATE "C" NOT NULL,
  model_id  text COLLATE "C" NOT NULL,
  key       text COLLATE "C" NOT NULL,
  value     text COLLATE "C" NOT NULL,
  CONSTRAINT logged_model_param_pk PRIMARY KEY (project, model_id, key),
  CONSTRAINT logged_model_param_of FOREIGN KEY (project, model_id) REFERENCES logged_model ON DELETE CASCADE
);
CREATE INDEX logged_model_param_by_value ON logged_model_param (project, key, left(value, 200), model_id);

CREATE TABLE logged_model_tag (
  project   text COLLATE "C" NOT NULL,
  model_id  text COLLATE "C" NOT NULL,
  key       text COLLATE "C" NOT NULL,
  value     text COLLATE "C" NOT NULL,
  CONSTRAINT logged_model_tag_pk PRIMARY KEY (project, model_id, key),
  CONSTRAINT logged_model_tag_of FOREIGN KEY (project, model_id) REFERENCES logged_model ON DELETE CASCADE
);
CREATE INDEX logged_model_tag_by_value ON logged_model_tag (project, key, left(value, 200), model_id);

CREATE TABLE logged_model_metric (
  project         text             COLLATE "C" NOT NULL,
  model_id        text             COLLATE "C" NOT NULL,
  key             text             COLLATE "C" NOT NULL,
  logged_at       bigint           NOT NULL,
  step            bigint           NOT NULL,
  run_id          uuid             NOT NULL,
  value           double precision NOT NULL,
  dataset_name    text             COLLATE "C",
  dataset_digest  text             COLLATE "C",
  CONSTRAINT logged_model_metric_pk PRIMARY KEY (project, model_id, key, logged_at, step, run_id)
);
CREATE INDEX logged_model_metric_by_value ON logged_model_metric (project, key, value, model_id);
CREATE INDEX logged_model_metric_by_run ON logged_model_metric (project, run_id);
