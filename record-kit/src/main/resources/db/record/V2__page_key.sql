-- The key that signs page tokens, one for all replicas, made by the first that needs it.
create table page_key (
  only_one boolean primary key default true check (only_one),
  key      bytea not null
);
