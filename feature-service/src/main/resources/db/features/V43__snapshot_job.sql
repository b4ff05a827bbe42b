-- The job that made an entry. Begun again after a crash, it finds what it made and makes no second.
alter table snapshot add column job uuid;
create unique index snapshot_job on snapshot (project, view_number, job) where job is not null;
