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
RUN ./mvnw -q -B dependency:go-offline -DexcludeGroupIds=dev.thermocline -Dspotless.check.skip || true
COPY . .
RUN ./mvnw -q -B -T2 package -DskipTests -Dmaven.test.skip=true -Dspotless.check.skip \
      -pl registry-service,feature-service,serving-gateway -am \
 && for service in registry-service feature-service serving-gateway; do \
      java -Djarmode=tools -jar "$service"/target/"$service"-*.jar extract --layers \
        --application-filename app.jar --destination "/layers/$service"; \
    done \
 && javac -d /probe containers/Probe.java && mkdir -p /empty/data

FROM ${RUN_IMAGE}
ARG SERVICE
ARG VERSION=0.1.0-SNAPSHOT
LABEL org.opencontainers.image.title="thermocline ${SERVICE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY --from=build /probe /app/probe
COPY --from=build /layers/${SERVICE}/dependencies/ ./
COPY --from=build /layers/${SERVICE}/spring-boot-loader/ ./
COPY --from=build /layers/${SERVICE}/snapshot-dependencies/ ./
COPY --from=build /layers/${SERVICE}/application/ ./
COPY --from=build --chown=10001:10001 /empty/data /data
ENV THERMOCLINE_DATA_FOLDER=/data \
    LOGGING_STRUCTURED_FORMAT_CONSOLE=ecs
USER 10001:10001
VOLUME ["/data", "/tmp"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=4", \
            "--enable-native-access=ALL-UNNAMED", "--add-opens=java.base/java.nio=ALL-UNNAMED", \
            "--sun-misc-unsafe-memory-access=allow", "-jar", "/app/app.jar"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx16m", "-cp", "/app/probe", "Probe"]
