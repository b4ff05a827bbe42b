-- Which object holds the bytes of which path. Paths are ordered by their bytes, so that a folder's
-- content is one range of the primary key.
create table artifacts (
  project    text        not null,
  path       text        collate "C" not null,
  object_key text        not null,
  size       bigint      not null,
  sha256     text        not null,
  etag       text        not null,
  media_type text        not null,
  written_at timestamptz not null,
  primary key (project, path)
);

-- Objects that nothing points at: being uploaded, replaced or deleted. What stays here is swept.
create table artifact_leftovers (
  object_key text        primary key,
  project    text        not null,
  since      timestamptz not null,
  condemned  boolean     not null default false
);
create index artifact_leftovers_since on artifact_leftovers (since);

-- Uploads whose parts the client sends to object storage itself.
create table artifact_uploads (
  upload_id       text        primary key,
  project         text        not null,
  path            text        not null,
  object_key      text        not null,
  store_upload_id text        not null,
  media_type      text        not null,
  began_at        timestamptz not null,
  claimed_at      timestamptz,
  finished_at     timestamptz
);
create index artifact_uploads_began_at on artifact_uploads (began_at);
