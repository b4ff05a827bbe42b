-- Lineage is computed from the facts of runs, models, deployments and datasets; nothing is kept twice.

-- Where a run says that its data lies; cut, because an index row has a limit of its own.
CREATE FUNCTION dataset_uri(source text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN left(substring(source from '"(?:uri|url)"\s*:\s*"([^"\\]+)"'), 600) COLLATE "C";

-- Every folder of a URI, the URI itself as a folder included.
CREATE FUNCTION uri_folders(uri text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT array_agg(left(uri, n)) FROM generate_series(6, length(uri)) n
    WHERE substr(uri, n, 1) = '/') || (rtrim(uri, '/') || '/');

CREATE INDEX run_dataset_by_digest ON run_dataset (project, digest);
CREATE INDEX run_dataset_by_uri ON run_dataset (project, dataset_uri(source));
CREATE INDEX model_version_by_frozen_source ON model_version (project, source_path) WHERE source_area = 'FROZEN';

-- Whether a run that began then read this version of those that lay at the same place: the newest
-- of them that there was, or else the first.
CREATE FUNCTION was_there(v dataset_version, began timestamptz) RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN NOT EXISTS (SELECT FROM dataset_version w
      WHERE w.project = v.project AND w.location = v.location AND w.dataset_id = v.dataset_id
        AND w.number > v.number AND w.created_at <= began)
    AND (v.created_at <= began OR NOT EXISTS (SELECT FROM dataset_version w
      WHERE w.project = v.project AND w.location = v.location AND w.dataset_id = v.dataset_id
        AND w.number < v.number));

-- Whether a run that logged this dataset meant this version: one of equal content, and of the name
-- that the run gave, if any such has it.
CREATE FUNCTION is_meant(v dataset_version, d run_dataset) RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN v.mlflow_digest = d.digest
    AND (EXISTS (SELECT FROM dataset n
        WHERE n.project = v.project AND n.dataset_id = v.dataset_id AND n.name = d.name)
      OR NOT EXISTS (SELECT FROM dataset n
        JOIN dataset_version w ON w.project = n.project AND w.dataset_id = n.dataset_id
        WHERE n.project = v.project AND n.name = d.name AND w.mlflow_digest = d.digest));

-- What came directly of a node ('down') or what it was directly made from ('up'). A node is named by
-- its kind and those of uid, num and txt that its kind has:
--   snapshot (num, txt: view), dataset (uid, num), run (uid), model (txt), version (uid, num),
--   deployment (uid).
CREATE FUNCTION lineage_step(of_project text, direction text, of_kind text, of_uid uuid, of_num bigint, of_txt text)
  RETURNS TABLE (kind text, uid uuid, num bigint, txt text)
  LANGUAGE sql STABLE PARALLEL SAFE
  BEGIN ATOMIC
    -- snapshot -> dataset
    SELECT 'dataset', s.dataset_id, s.number::bigint, NULL::text FROM dataset_snapshot s
      WHERE direction = 'down' AND of_kind = 'snapshot'
        AND s.project = of_project AND s.view = of_txt AND s.snapshot = of_num
    UNION ALL
    SELECT 'snapshot', NULL, s.snapshot, s.view FROM dataset_snapshot s
      WHERE direction = 'up' AND of_kind = 'dataset'
        AND s.project = of_project AND s.dataset_id = of_uid AND s.number = of_num
    -- dataset -> run, by content
    UNION ALL
    SELECT 'run', i.run_id, NULL, NULL FROM dataset_version v
      JOIN run_dataset d ON d.project = v.project AND d.digest = v.mlflow_digest
      JOIN run_input i ON i.project = d.project AND i.dataset_id = d.dataset_id
      WHERE direction = 'down' AND of_kind = 'dataset' AND is_meant(v, d)
        AND v.project = of_project AND v.dataset_id = of_uid AND v.number = of_num
    UNION ALL
    SELECT 'dataset', v.dataset_id, v.number, NULL FROM run_input i
      JOIN run_dataset d ON d.project = i.project AND d.dataset_id = i.dataset_id
      JOIN dataset_version v ON v.project = d.project AND v.mlflow_digest = d.digest
      WHERE direction = 'up' AND of_kind = 'run' AND i.project = of_project AND i.run_id = of_uid
        AND is_meant(v, d)
    -- dataset -> run, by place, where the run's digest is none of ours
    UNION ALL
    SELECT 'run', i.run_id, NULL, NULL FROM dataset_version v
      JOIN run_dataset d ON d.project = v.project
        AND dataset_uri(d.source) >= rtrim(v.location, '/')
        AND dataset_uri(d.source) < rtrim(v.location, '/') || '0'
        AND (dataset_uri(d.source) = rtrim(v.location, '/') OR starts_with(dataset_uri(d.source), v.location))
      JOIN run_input i ON i.project = d.project AND i.dataset_id = d.dataset_id
      JOIN run r ON r.project = i.project AND r.run_id = i.run_id
      WHERE direction = 'down' AND of_kind = 'dataset'
        AND v.project = of_project AND v.dataset_id = of_uid AND v.number = of_num
        AND NOT EXISTS (SELECT FROM dataset_version w WHERE w.project = d.project AND w.mlflow_digest = d.digest)
        AND was_there(v, to_timestamp(r.started_at / 1000.0))
    UNION ALL
    SELECT 'dataset', v.dataset_id, v.number, NULL FROM run_input i
      JOIN run r ON r.project = i.project AND r.run_id = i.run_id
      JOIN run_dataset d ON d.project = i.project AND d.dataset_id = i.dataset_id
      JOIN dataset_version v ON v.project = d.project AND v.location = ANY (uri_folders(dataset_uri(d.source)))
      WHERE direction = 'up' AND of_kind = 'run' AND i.project = of_project AND i.run_id = of_uid
        AND NOT EXISTS (SELECT FROM dataset_version w WHERE w.project = d.project AND w.mlflow_digest = d.digest)
        AND was_there(v, to_timestamp(r.started_at / 1000.0))
    -- run -> logged model
    UNION ALL
    SELECT 'model', NULL, NULL, m.model_id FROM logged_model m
      WHERE direction = 'down' AND of_kind = 'run'
        AND m.project = of_project AND m.source_run_id = replace(of_uid::text, '-', '')
    UNION ALL
    SELECT 'model', NULL, NULL, o.model_id FROM run_model o
      WHERE direction = 'down' AND of_kind = 'run'
        AND o.project = of_project AND o.run_id = of_uid AND o.direction = 'output'
    UNION ALL
    SELECT 'run', m.source_run_id::uuid, NULL, NULL FROM logged_model m
      WHERE direction = 'up' AND of_kind = 'model' AND m.project = of_project AND m.model_id = of_txt
        AND m.source_run_id ~ '^[0-9a-f]{32}$'
    UNION ALL
    SELECT 'run', o.run_id, NULL, NULL FROM run_model o
      WHERE direction = 'up' AND of_kind = 'model'
        AND o.project = of_project AND o.model_id = of_txt AND o.direction = 'output'
    -- logged model -> version; run -> version where there is no logged model
    UNION ALL
    SELECT 'version', v.model_id, v.number, NULL FROM model_version v
      WHERE direction = 'down' AND of_kind = 'model' AND v.project = of_project AND v.logged_model_id = of_txt
    UNION ALL
    SELECT 'model', NULL, NULL, v.logged_model_id FROM model_version v
      WHERE direction = 'up' AND of_kind = 'version' AND v.logged_model_id IS NOT NULL
        AND v.project = of_project AND v.model_id = of_uid AND v.number = of_num
    UNION ALL
    SELECT 'version', v.model_id, v.number, NULL FROM model_version v
      WHERE direction = 'down' AND of_kind = 'run' AND v.project = of_project
        AND v.run_id = replace(of_uid::text, '-', '') AND v.logged_model_id IS NULL AND v.deleted_at IS NULL
    UNION ALL
    SELECT 'run', v.run_id::uuid, NULL, NULL FROM model_version v
      WHERE direction = 'up' AND of_kind = 'version' AND v.logged_model_id IS NULL
        AND v.project = of_project AND v.model_id = of_uid AND v.number = of_num
        AND v.run_id ~ '^[0-9a-f]{32}$'
    -- version -> its copies
    UNION ALL
    SELECT 'version', c.model_id, c.number, NULL FROM model_version v
      JOIN model_version c ON c.project = v.project AND c.source_area = 'FROZEN' AND c.source_path = v.prefix
      WHERE direction = 'down' AND of_kind = 'version'
        AND v.project = of_project AND v.model_id = of_uid AND v.number = of_num
    UNION ALL
    SELECT 'version', v.model_id, v.number, NULL FROM model_version c
      JOIN model_version v ON v.project = c.project AND v.prefix = c.source_path
      WHERE direction = 'up' AND of_kind = 'version' AND c.source_area = 'FROZEN'
        AND c.project = of_project AND c.model_id = of_uid AND c.number = of_num
    -- version -> deployment
    UNION ALL
    SELECT 'deployment', u.deployment_id, NULL, NULL FROM deployment_use u
      WHERE direction = 'down' AND of_kind = 'version'
        AND u.project = of_project AND u.model_id = of_uid AND u.number = of_num
    UNION ALL
    SELECT 'version', u.model_id, u.number, NULL FROM deployment_use u
      WHERE direction = 'up' AND of_kind = 'deployment' AND u.project = of_project AND u.deployment_id = of_uid;
  END;

-- What people call a node.
CREATE FUNCTION lineage_name(of_project text, of_kind text, of_uid uuid, of_num bigint, of_txt text) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE of_kind
    WHEN 'snapshot' THEN of_txt
    WHEN 'dataset' THEN (SELECT d.name FROM dataset d WHERE d.project = of_project AND d.dataset_id = of_uid)
    WHEN 'run' THEN (SELECT r.name FROM run r WHERE r.project = of_project AND r.run_id = of_uid)
    WHEN 'model' THEN (SELECT m.name FROM logged_model m WHERE m.project = of_project AND m.model_id = of_txt)
    WHEN 'version' THEN (SELECT m.name FROM registered_model m WHERE m.project = of_project AND m.model_id = of_uid)
    WHEN 'deployment' THEN (SELECT d.name FROM deployment d WHERE d.project = of_project AND d.deployment_id = of_uid)
  END;
