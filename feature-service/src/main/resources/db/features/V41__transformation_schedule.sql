-- When a view's statement last ran by itself. The row is changed by the one replica that starts it.
create table transformation_schedule (
  project text not null,
  view_number integer not null,
  last_at timestamptz not null,
  primary key (project, view_number),
  foreign key (project, view_number) references view_number (project, number)
);
