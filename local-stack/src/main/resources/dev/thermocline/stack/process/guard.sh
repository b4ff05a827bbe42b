# usage: guard.sh PIDS [FOLDER...]   Waits until standard input ends, then stops every process that
# has a file in PIDS ("pid signal"), and deletes the FOLDERs.
trap '' INT TERM HUP
cat > /dev/null
pids=$1
shift
round=0
while :; do
  left=0
  for file in "$pids"/*.pid; do
    [ -f "$file" ] || continue
    read -r pid signal < "$file" || continue
    kill -0 "$pid" 2> /dev/null || continue
    left=1
    if [ "$round" -eq 0 ]; then kill -s "$signal" "$pid"; fi
    # A process that was being born in the first round, or does not listen.
    if [ "$round" -eq 20 ]; then kill -s TERM "$pid"; fi
    if [ "$round" -gt 100 ]; then kill -s KILL "$pid"; fi
  done
  if [ "$left" -eq 0 ] && [ "$round" -gt 1 ]; then break; fi
  round=$((round + 1))
  sleep 0.1
done
for folder in "$@"; do rm -rf -- "$folder"; done
rm -rf -- "$pids"
