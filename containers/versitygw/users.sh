#!/bin/sh
# One user a service. What each may do stands in the buckets' policies. Safe to repeat.
set -eu
ADMIN_ACCESS_KEY_ID=$(cat /secrets/s3/s3-user) ADMIN_SECRET_ACCESS_KEY=$(cat /secrets/s3/s3-key)
ADMIN_REGION=us-east-1 ADMIN_ENDPOINT_URL=${S3_URL:-http://s3:9000} ADMIN_ALLOW_INSECURE=true
export ADMIN_ACCESS_KEY_ID ADMIN_SECRET_ACCESS_KEY ADMIN_REGION ADMIN_ENDPOINT_URL ADMIN_ALLOW_INSECURE
there=$(versitygw admin list-users)
for service in registry features gateway; do
  case $there in
    *"thermocline-$service"*) echo "user thermocline-$service is there" ;;
    *) versitygw admin create-user --access "thermocline-$service" \
         --secret "$(cat "/secrets/s3/$service-s3-key")" --role user
       echo "user thermocline-$service made" ;;
  esac
done
