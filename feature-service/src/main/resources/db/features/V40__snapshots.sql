-- The history of a view: an append-only list whose fold is what joins and materialization see.
create table snapshot (
  project text not null,
  view_number integer not null,
  number bigint not null,
  view text not null,
  change text not null check (change in ('append', 'replace', 'retract', 'delete')),
  range_from bigint,
  range_to bigint,
  target bigint,
  reason text,
  deleted jsonb,
  ingest bigint not null,
  schema integer not null,
  source text not null,
  own_layout boolean not null,
  ordered boolean not null,
  ingest_column boolean not null,
  author text not null,
  at timestamptz not null,
  primary key (project, view_number, number),
  foreign key (project, view_number) references view_number (project, number)
);
-- An entry is taken back once.
create unique index snapshot_retracted on snapshot (project, view_number, target) where target is not null;

create table snapshot_file (
  project text not null,
  view_number integer not null,
  snapshot bigint not null,
  position integer not null,
  bucket text not null,
  key text not null,
  row_count bigint not null,
  size bigint not null,
  sha256 text,
  etag text not null,
  least_event bigint not null,
  greatest_event bigint not null,
  least_available bigint not null,
  greatest_available bigint not null,
  primary key (project, view_number, snapshot, position),
  foreign key (project, view_number, snapshot) references snapshot (project, view_number, number)
);
