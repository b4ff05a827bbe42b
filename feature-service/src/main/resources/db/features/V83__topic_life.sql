-- Which topic of that name the offset counts in: one made again begins at zero. Empty: not known yet.
alter table stream_offset add column topic_id text not null default '';
