#!/bin/sh
# One user a service in MinIO, limited to the buckets that the service works with. Safe to repeat.
# Other stores have other ways for this; then these three users are yours to make.
set -eu
if ! command -v mc > /dev/null; then
  echo "this image has no mc: make the users thermocline-registry, -features and -gateway yourself" >&2
  exit 1
fi
mc alias set store "${S3_URL:-http://s3:9000}" "$(cat /secrets/s3/s3-user)" "$(cat /secrets/s3/s3-key)" > /dev/null

list() { # names of buckets, and what follows each in an ARN
  for bucket in $1; do printf '%s"arn:aws:s3:::%s%s"' "$comma" "$bucket" "$2"; comma=,; done
}
allow() { # service, what it may do with objects, its buckets
  comma=; buckets=$(list "$3" ''); comma=; objects=$(list "$3" '/*')
  printf '{"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":["s3:ListBucket","s3:GetBucketLocation","s3:ListBucketMultipartUploads"],"Resource":[%s]},
    {"Effect":"Allow","Action":[%s],"Resource":[%s]}]}' "$buckets" "$2" "$objects" > "/tmp/$1.json"
  mc admin policy create store "thermocline-$1" "/tmp/$1.json" > /dev/null
  mc admin user add store "thermocline-$1" "$(cat "/secrets/s3/$1-s3-key")" > /dev/null
  mc admin policy attach store "thermocline-$1" --user "thermocline-$1" > /dev/null 2>&1 ||
    mc admin user info store "thermocline-$1" | grep -q "thermocline-$1"
  echo "user thermocline-$1 may use: $3"
}

read='"s3:GetObject"'
write="$read"',"s3:PutObject","s3:DeleteObject","s3:AbortMultipartUpload","s3:ListMultipartUploadParts"'
allow registry "$write" "mlflow-artifacts model-artifacts training-data"
allow features "$write" "feature-store training-data"
allow gateway "$read" "model-artifacts"
