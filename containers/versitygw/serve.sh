#!/bin/sh
# The gateway over the volume: objects, their older versions and the users beside each other.
set -eu
mkdir -p /data/buckets /data/versions /data/users
ROOT_ACCESS_KEY=$(cat /secrets/s3/s3-user) ROOT_SECRET_KEY=$(cat /secrets/s3/s3-key)
export ROOT_ACCESS_KEY ROOT_SECRET_KEY
exec versitygw --port :9000 --health /health --quiet --iam-dir /data/users \
  posix --versioning-dir /data/versions /data/buckets
