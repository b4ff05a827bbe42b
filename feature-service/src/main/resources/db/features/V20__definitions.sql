-- One row for each project: the revision that stands. Its lock puts changes in order.
create table definition_state (
  project text primary key,
  revision bigint not null
);

create table definition_revision (
  project text not null,
  revision bigint not null,
  author text not null,
  applied_at timestamptz not null,
  changes jsonb not null,
  primary key (project, revision)
);

-- Every state of every definition; a row without a body says that it was removed.
create table definition (
  project text not null,
  sort text not null,
  name text not null,
  revision bigint not null,
  version integer,
  body jsonb,
  primary key (project, sort, name, revision),
  constraint definition_service_version unique (project, sort, name, version)
);

-- Numbers are given once: stored rows refer to them long after a view is gone.
create table view_number (
  project text not null,
  number integer not null,
  name text not null,
  revision bigint not null,
  removed_revision bigint,
  primary key (project, number)
);
create unique index view_number_standing on view_number (project, name) where removed_revision is null;

create table view_schema (
  project text not null,
  view_number integer not null,
  number integer not null,
  columns jsonb not null,
  revision bigint not null,
  primary key (project, view_number, number),
  foreign key (project, view_number) references view_number (project, number)
);
