-- Deployments: immutable revisions, and what their aliases meant at each routing revision.

-- One row. Whoever changes routing holds it until the end of the transaction, so routing revisions
-- become visible in their order.
CREATE TABLE routing_counter (
  only_one  boolean PRIMARY KEY CHECK (only_one),
  revision  bigint  NOT NULL
);
INSERT INTO routing_counter VALUES (true, 0);

CREATE TABLE deployment (
  project           text        COLLATE "C" NOT NULL,
  deployment_id     uuid        NOT NULL,
  name              text        COLLATE "C" NOT NULL,
  is_default        boolean     NOT NULL,
  revision          integer     NOT NULL,
  routing_revision  bigint      NOT NULL,
  created_at        timestamptz NOT NULL,
  created_by        text        COLLATE "C" NOT NULL,
  updated_at        timestamptz NOT NULL,
  deleted_at        timestamptz,
  CONSTRAINT deployment_pk PRIMARY KEY (project, deployment_id)
);
CREATE UNIQUE INDEX deployment_name_unique ON deployment (project, name) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX deployment_default_unique ON deployment (project) WHERE is_default AND deleted_at IS NULL;

CREATE TABLE deployment_revision (
  project        text        COLLATE "C" NOT NULL,
  deployment_id  uuid        NOT NULL,
  revision       integer     NOT NULL,
  spec           jsonb       NOT NULL,
  made_at        timestamptz NOT NULL,
  made_by        text        COLLATE "C" NOT NULL,
  reason         text        COLLATE "C",
  -- the revision that this one rolled back
  undoes         integer,
  -- what the promotion gate said, and whether it was overruled
  gate           jsonb       NOT NULL,
  CONSTRAINT deployment_revision_pk PRIMARY KEY (project, deployment_id, revision),
  CONSTRAINT deployment_revision_of FOREIGN KEY (project, deployment_id) REFERENCES deployment
);

CREATE TABLE deployment_resolution (
  project           text        COLLATE "C" NOT NULL,
  deployment_id     uuid        NOT NULL,
  routing_revision  bigint      NOT NULL,
  revision          integer     NOT NULL,
  resolved          jsonb       NOT NULL,
  cause             text        COLLATE "C" NOT NULL,
  made_at           timestamptz NOT NULL,
  made_by           text        COLLATE "C" NOT NULL,
  CONSTRAINT deployment_resolution_pk PRIMARY KEY (project, deployment_id, routing_revision),
  CONSTRAINT deployment_resolution_of FOREIGN KEY (project, deployment_id, revision) REFERENCES deployment_revision
);

-- Which versions each live deployment serves right now, and through which alias.
CREATE TABLE deployment_use (
  project        text    COLLATE "C" NOT NULL,
  deployment_id  uuid    NOT NULL,
  model_id       uuid    NOT NULL,
  alias          text    COLLATE "C",
  number         integer NOT NULL,
  CONSTRAINT deployment_use_of FOREIGN KEY (project, deployment_id) REFERENCES deployment
);
CREATE INDEX deployment_use_by_model ON deployment_use (project, model_id, number);
CREATE INDEX deployment_use_by_deployment ON deployment_use (project, deployment_id);

-- Versions that fit a version of a feature service: both are immutable, so a pass holds.
CREATE TABLE gate_pass (
  project                  text        COLLATE "C" NOT NULL,
  model_id                 uuid        NOT NULL,
  number                   integer     NOT NULL,
  feature_service          text        COLLATE "C" NOT NULL,
  feature_service_version  integer     NOT NULL,
  -- who overruled a refusal, and which reasons were overruled
  forced_by                text        COLLATE "C",
  reasons                  jsonb       NOT NULL,
  passed_at                timestamptz NOT NULL,
  CONSTRAINT gate_pass_pk PRIMARY KEY (project, model_id, number, feature_service, feature_service_version)
);

-- The gateways of the platform serve every project.
CREATE TABLE gateway_report (
  gateway           text        COLLATE "C" NOT NULL,
  routing_revision  bigint      NOT NULL,
  failures          jsonb       NOT NULL,
  reported_at       timestamptz NOT NULL,
  CONSTRAINT gateway_report_pk PRIMARY KEY (gateway)
);
