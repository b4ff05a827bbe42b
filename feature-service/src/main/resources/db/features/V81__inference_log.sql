-- The files of logged predictions and feedback; what is not named here does not exist. Feedback has
-- no deployment: it stands under an empty name.
create table inference_file (
  project text not null,
  deployment text not null,
  day date not null,
  bucket text not null,
  key text not null,
  topic text not null,
  partition int not null,
  from_offset bigint not null,
  to_offset bigint not null,
  row_count bigint not null,
  size bigint not null,
  sha256 text not null,
  etag text not null,
  least_at bigint not null,
  greatest_at bigint not null,
  primary key (project, key)
);

create index inference_file_span on inference_file (project, deployment, greatest_at);
