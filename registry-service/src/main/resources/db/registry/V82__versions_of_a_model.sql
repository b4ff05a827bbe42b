-- A page of one model's versions, newest change first, without a walk over everybody's.
CREATE INDEX model_version_by_model_update ON model_version (project, model_id, updated_at DESC, number DESC)
  WHERE deleted_at IS NULL;
