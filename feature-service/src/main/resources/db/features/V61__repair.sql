-- The highest heartbeat that stood on a primary of the features Redis. It is of no project.
create table hot_pulse (
  primary_name text primary key,
  written bigint not null
);

-- One row while Redis lost rows that are not back yet.
create table hot_suspect (
  only_row boolean primary key check (only_row),
  since timestamptz not null default now()
);
