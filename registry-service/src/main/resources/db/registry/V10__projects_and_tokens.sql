create table project (
  name       text        primary key,
  created_at timestamptz not null,
  created_by text        not null
);

insert into project (name, created_at, created_by) values ('default', now(), 'thermocline');

-- Tokens of people and of the platform's services. Only the hash of a token is kept.
create table token (
  name       text        primary key,
  hash       bytea       not null constraint token_hash_is_taken unique check (length(hash) = 32),
  role       text        not null check (role in ('READER', 'SCIENTIST', 'DEPLOYER', 'ADMIN', 'SERVICE')),
  -- the only project that it opens; null where it opens all
  project    text        references project (name),
  expires_at timestamptz,
  created_at timestamptz not null,
  created_by text        not null,
  rotated_at timestamptz,
  revoked_at timestamptz
);

-- Raised with every change of a project or a token, under the lock of this row.
create table access_revision (
  only_one boolean primary key default true check (only_one),
  revision bigint  not null
);

insert into access_revision (revision) values (1);
