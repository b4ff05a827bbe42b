-- Which process of a Redis took the last heartbeat: one that was started anew may lack the last rows.
alter table hot_pulse add column life text not null default '';
