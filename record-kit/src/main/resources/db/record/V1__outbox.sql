-- Events that are committed with the change they tell of, and leave when Kafka has them.
-- id tells the order of arrival only roughly: order within a key is that of aggregate_revision,
-- which is given under the lock of the aggregate's row.
create table outbox (
  id                 bigint generated always as identity primary key,
  project            text        not null,
  topic              text        not null,
  key                text        not null,
  aggregate_revision bigint      not null,
  event              text        not null,
  request_id         text,
  at                 timestamptz not null
);

create index outbox_by_key on outbox (topic, project, key, aggregate_revision);
