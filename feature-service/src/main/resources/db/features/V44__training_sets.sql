-- What became of each join's files: the dataset version that they are, and whether somebody keeps
-- them beyond their time.
create table training_set (
  project text not null,
  join_id uuid not null,
  made_at timestamptz not null,
  dataset text not null,
  content jsonb not null,
  version text,
  digest text,
  mlflow_digest text,
  location text,
  tries integer not null default 0,
  failure text,
  refused boolean not null default false,
  kept_by text,
  kept_for text,
  kept_at timestamptz,
  swept_at timestamptz,
  primary key (project, join_id)
);
create index training_set_waiting on training_set (made_at) where version is null and not refused;
