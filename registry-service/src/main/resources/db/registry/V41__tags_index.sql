-- Without a list of entries that wait: every search reads that list from end to end, and writing
-- entries at once costs an insert no measurable time here.
ALTER INDEX model_version_by_tags SET (fastupdate = off);
SELECT gin_clean_pending_list('model_version_by_tags');
