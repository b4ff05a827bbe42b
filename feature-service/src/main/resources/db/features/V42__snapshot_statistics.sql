create table snapshot_statistics (
  project text not null,
  view_number integer not null,
  snapshot bigint not null,
  fields jsonb not null,
  primary key (project, view_number, snapshot),
  foreign key (project, view_number, snapshot) references snapshot (project, view_number, number)
);
