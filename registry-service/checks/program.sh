# Sourced by the checks of this room: builds what they need and hands over to a program among its tests.
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd -P)
work=$root/registry-service/target

# run CLASS HEAP [WORD...]: CLASS is given the seed, the seconds, whether it was named, and the words
run() {
  class=$1
  heap=$2
  shift 2
  : "${JAVA_HOME:?run it as ./thermocline verify ${0##*/}}"
  (cd "$root" && ./mvnw -q -pl registry-service -am test-compile dependency:build-classpath \
    -Dmdep.outputFile="$work/checks.classpath" -Dmdep.includeScope=test \
    -Dspotless.check.skip=true -Denforcer.skip=true)
  set -- "${THERMOCLINE_SEED:-1}" "${THERMOCLINE_BUDGET_SECONDS:-3000}" "${THERMOCLINE_FULL:-false}" "$@"
  # The registry refuses to start with variables of that name that are none of its settings.
  for name in $(env | sed -n 's/^\(THERMOCLINE_[A-Z_0-9]*\)=.*/\1/p'); do
    unset "$name"
  done
  CLASSPATH=$work/test-classes:$work/classes:$(cat "$work/checks.classpath")
  export CLASSPATH
  cd "$root"
  exec "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "-Xmx$heap" \
    --enable-native-access=ALL-UNNAMED -Dlogback.configurationFile=dev/thermocline/stack/server/logback.xml \
    "$class" "$@"
}
