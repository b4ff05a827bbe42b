# One file for the three services: docker build --build-arg SERVICE=registry-service .
# The build stage is the same for all of them, so it runs once.
ARG BUILD_IMAGE=eclipse-temurin:25-jdk
ARG RUN_IMAGE=eclipse-temurin:25-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /source
# What changes seldom first: the poms decide which dependencies are fetched.
COPY mvnw pom.xml ./
COPY .mvn .mvn
COPY test-kit/pom.xml test-kit/
COPY local-stack/pom.xml local-stack/
COPY service-kit/pom.xml service-kit/
COPY record-kit/pom.xml record-kit/
COPY cold-store/pom.xml cold-store/
COPY hot-store/pom.xml hot-store/
COPY expressions/pom.xml expressions/
COPY registry-service/pom.xml registry-service/
COPY feature-service/pom.xml feature-service/
COPY serving-gateway/pom.xml serving-gateway/
COPY benchmarks/pom.xml benchmarks/
RUN ./mvnw -q -B dependency:go-offline -DexcludeGroupIds=dev.thermocline -Dspotless.check.skip || true
COPY . .
RUN ./mvnw -q -B -T2 package -DskipTests -Dmaven.test.skip=true -Dspotless.check.skip \
      -pl registry-service,feature-service,serving-gateway -am \
 && for service in registry-service feature-service serving-gateway; do \
      java -Djarmode=tools -jar "$service"/target/"$service"-*.jar extract --layers \
        --application-filename app.jar --destination "/layers/$service"; \
    done \
 && java containers/Natives.java /layers \
 && javac -d /probe containers/Probe.java && mkdir -p /empty/data

FROM ${RUN_IMAGE}
ARG SERVICE
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="thermocline ${SERVICE}" \
      org.opencontainers.image.description="Feature store, model registry and serving gateway: ${SERVICE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY --from=build /probe /app/probe
COPY --from=build /layers/${SERVICE}/dependencies/ ./
COPY --from=build /layers/${SERVICE}/spring-boot-loader/ ./
COPY --from=build /layers/${SERVICE}/snapshot-dependencies/ ./
COPY --from=build /layers/${SERVICE}/application/ ./
COPY --from=build --chown=10001:10001 /empty/data /data
# Where models and the sockets of python-runtime are shared: an empty volume gets its owner from here.
COPY --from=build --chown=10001:10001 /empty/data /models
COPY --from=build --chown=10001:10001 /empty/data /workers
ENV THERMOCLINE_DATA_FOLDER=/data \
    LOGGING_STRUCTURED_FORMAT_CONSOLE=ecs
COPY containers/jvm.options /app/
# A start up to the moment before the first request, told to ask no server, loads most of what every
# start loads: the JVM keeps it as a cache, and starts in half the time. Without the cache everything
# works, more slowly; so an image whose training failed is not built.
RUN cat /proc/sys/kernel/random/uuid > /tmp/token && chmod 600 /tmp/token \
 && THERMOCLINE_AUTH_SERVICE_TOKEN_FILE=/tmp/token \
    THERMOCLINE_TRUSTED_NETWORK=true THERMOCLINE_AUTH_MODE=tokens \
    THERMOCLINE_REGISTRY_URL=http://127.0.0.1:1 THERMOCLINE_FEATURES_URL=http://127.0.0.1:1 \
    THERMOCLINE_POSTGRES_URL=jdbc:postgresql://127.0.0.1:1/none \
    THERMOCLINE_POSTGRES_USER=training THERMOCLINE_POSTGRES_PASSWORD=$(cat /proc/sys/kernel/random/uuid) \
    THERMOCLINE_S3_ENDPOINT=http://127.0.0.1:1 \
    THERMOCLINE_S3_ACCESS_KEY=training THERMOCLINE_S3_SECRET_KEY=$(cat /proc/sys/kernel/random/uuid) \
    THERMOCLINE_KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:1 \
    THERMOCLINE_REDIS_FEATURES_URL=redis://a:$(cat /proc/sys/kernel/random/uuid)@127.0.0.1:1 \
    THERMOCLINE_REDIS_CACHE_URL=redis://a:$(cat /proc/sys/kernel/random/uuid)@127.0.0.1:1 \
    SPRING_FLYWAY_ENABLED=false SPRING_JPA_HIBERNATE_DDL_AUTO=none \
    SPRING_JPA_PROPERTIES_HIBERNATE_BOOT_ALLOW_JDBC_METADATA_ACCESS=false \
    SPRING_JPA_DATABASE_PLATFORM=org.hibernate.dialect.PostgreSQLDialect \
    timeout 900 java @/app/jvm.options -Dspring.context.exit=onRefresh -XX:AOTCacheOutput=/app/app.aot -jar /app/app.jar > /tmp/training.log 2>&1 \
 || { cat /tmp/training.log; exit 1; }; \
    rm -rf /tmp/* /data/*; ls -l /app/app.aot
USER 10001:10001
VOLUME ["/data", "/tmp"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "@/app/jvm.options", "-XX:AOTCache=/app/app.aot", "-jar", "/app/app.jar"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s --retries=6 \
  CMD ["java", "-XX:TieredStopAtLevel=1", "-Xmx16m", "-cp", "/app/probe", "Probe"]
