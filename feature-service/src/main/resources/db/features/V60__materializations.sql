-- One run over one view. Its id is that of its job.
create table materialization (
  id uuid primary key,
  project text not null,
  view text not null,
  view_number int not null,
  incremental boolean not null,
  renew boolean not null,
  after_snapshot bigint not null,
  up_to_snapshot bigint not null,
  whole boolean not null,
  from_event bigint not null,
  to_event bigint not null,
  requested_by text not null,
  requested_at timestamptz not null,
  stage int not null default 0,
  position bigint not null default 0,
  changed bigint not null default 0,
  refused bigint not null default 0,
  refusals text not null default '',
  finished_at timestamptz,
  outcome text,
  failure text
);

create unique index materialization_one_at_a_time on materialization (project, view_number)
  where finished_at is null;

create index materialization_history on materialization (project, view, requested_at desc);

-- How far a view is materialized.
create table materialized (
  project text not null,
  view_number int not null,
  snapshot bigint not null,
  renewed_at timestamptz,
  revision bigint not null,
  primary key (project, view_number)
);
