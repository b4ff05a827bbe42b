#!/bin/sh
# Makes what is missing of the platform's secrets, each in a folder that only its reader's user can
# open. Safe to repeat. 'show' prints the administrator's token.
set -eu
root=/secrets
if [ "${1:-make}" = show ]; then
  cat "$root/registry/admin-token"; echo
  exit 0
fi
umask 077

random() { od -An -tx1 -N32 /dev/urandom | tr -d ' \n'; }
# 256 bits as base64url, with the mark by which people know a token
token() { printf 'tc_'; head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'; }
once() { [ -s "$2" ] || { mkdir -p "$(dirname "$2")"; "$1" > "$2.new"; mv "$2.new" "$2"; }; }
give() { mkdir -p "$root/$2"; cp "$1" "$root/$2/$3"; }

for name in postgres registry-db features-db redis-features-writer redis-features-reader redis-cache redis-health \
  s3-key registry-s3-key features-s3-key gateway-s3-key pii-key; do
  once random "$root/all/$name"
done
for name in admin registry features gateway; do once token "$root/all/$name-token"; done
printf thermocline > "$root/all/s3-user"

acl() { # user's name, file with the password, rules
  printf 'user %s on #%s %s\n' "$1" "$(tr -d '\n' < "$2" | sha256sum | cut -d' ' -f1)" "$3"
}
mkdir -p "$root/redis"
# Nobody can be the default user, but it may do everything: Redis reads its append-only file in that
# user's name, and leaves out every transaction and script that the user may not run.
nobody='user default off ~* &* +@all'
{ echo "$nobody"
  acl features "$root/all/redis-features-writer" '~* &* +@all -@dangerous +info +config|get +keys'
  acl gateway "$root/all/redis-features-reader" '~features:* ~schema:* ~primary:* +@read +@connection +info'
  acl health "$root/all/redis-health" '+ping'
} > "$root/redis/features.acl"
{ echo "$nobody"
  acl gateway "$root/all/redis-cache" '~* &* +@all -@dangerous +info'
  acl health "$root/all/redis-health" '+ping'
} > "$root/redis/cache.acl"
give "$root/all/redis-health" redis health

for name in postgres registry-db features-db; do give "$root/all/$name" postgres "$name"; done
for name in s3-user s3-key; do
  for reader in s3 setup; do give "$root/all/$name" "$reader" "$name"; done
done
for service in registry features gateway; do
  mkdir -p "$root/$service"
  printf 'thermocline-%s' "$service" > "$root/$service/s3-user"
  give "$root/all/$service-s3-key" "$service" s3-key
  give "$root/all/$service-s3-key" s3 "$service-s3-key"
done
give "$root/all/registry-db" registry db
give "$root/all/admin-token" registry admin-token
for service in registry features gateway; do
  give "$root/all/$service-token" "$service" service-token
  give "$root/all/$service-token" registry "$service-token"
done
give "$root/all/features-db" features db
give "$root/all/pii-key" gateway pii-key
printf 'redis://features:%s@redis:6379' "$(cat "$root/all/redis-features-writer")" > "$root/features/redis-url"
printf 'redis://gateway:%s@redis:6379' "$(cat "$root/all/redis-features-reader")" > "$root/gateway/redis-url"
printf 'redis://gateway:%s@redis-cache:6379' "$(cat "$root/all/redis-cache")" > "$root/gateway/redis-cache-url"

chmod 711 "$root"
for room in registry:10001 features:10001 gateway:10001 setup:10001 postgres:999 redis:999 s3:0; do
  folder=$root/${room%:*}
  chmod 500 "$folder"; chmod 400 "$folder"/*
  chown -R "${room#*:}:${room#*:}" "$folder"
done
# Whatever number a Redis image has for its user, it runs as this one and finds its folder so.
[ ! -d /redis ] || chown 999:999 /redis
echo "secrets are in place"
