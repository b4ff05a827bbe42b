-- An entry that says the same as others in fewer files; they are those from range_from to range_to.
alter table snapshot drop constraint snapshot_change_check;
alter table snapshot add constraint snapshot_change_check
  check (change in ('append', 'replace', 'retract', 'delete', 'compact'));
