-- The first message of a partition whose row is in no snapshot yet.
create table stream_offset (
  project text not null,
  topic text not null,
  partition int not null,
  next_offset bigint not null,
  primary key (project, topic, partition)
);

-- Rows of pushes that may be repeated: each is in one snapshot only.
create table stream_push_key (
  project text not null,
  topic text not null,
  push_key text not null,
  seen_at timestamptz not null default now(),
  primary key (project, topic, push_key)
);

create index stream_push_key_age on stream_push_key (seen_at);
