-- Long work, as its callers see it.
create table job (
  id               uuid        primary key,
  project          text        not null,
  kind             text        not null,
  request          text        not null,
  state            text        not null check (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  done             bigint      not null default 0,
  total            bigint,
  note             text,
  cancel_requested boolean     not null default false,
  attempts         integer     not null default 0,
  requested_by     text        not null,
  requested_at     timestamptz not null,
  started_at       timestamptz,
  updated_at       timestamptz not null,
  finished_at      timestamptz,
  failure_code     text,
  failure          text,
  result           text,
  request_id       text
);

create index job_by_kind on job (project, kind, requested_at desc, id);

-- Which process works on what: the table of db-scheduler, in its own words.
create table scheduled_tasks (
  task_name            text        not null,
  task_instance        text        not null,
  task_data            bytea,
  execution_time       timestamptz not null,
  picked               boolean     not null,
  picked_by            text,
  last_success         timestamptz,
  last_failure         timestamptz,
  consecutive_failures integer,
  last_heartbeat       timestamptz,
  version              bigint      not null,
  priority             smallint,
  primary key (task_name, task_instance)
);

create index scheduled_tasks_by_time on scheduled_tasks (execution_time);
create index scheduled_tasks_by_heartbeat on scheduled_tasks (last_heartbeat);
