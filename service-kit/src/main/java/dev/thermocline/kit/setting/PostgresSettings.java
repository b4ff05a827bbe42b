package dev.thermocline.kit.setting;

import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The database that keeps the facts. */
@ConfigurationProperties("thermocline.postgres")
public record PostgresSettings(
    @Meaning(value = "JDBC URL.", example = "jdbc:postgresql://127.0.0.1:15432/thermocline")
        @Pattern(regexp = "jdbc:postgresql://.+", message = "must begin with jdbc:postgresql://")
        String url,
    @Meaning(value = "Role of this service in the database.", example = "registry") String user,
    @Meaning("Password of that role.") Secret password,
    @Meaning(value = "Schema of this service.", example = "registry")
        @Pattern(
            regexp = "[a-z][a-z0-9_]{0,62}",
            message = "must be 1 to 63 of a-z, 0-9 and _, beginning with a letter")
        String schema,
    @Meaning(
            "JDBC URL of a copy that follows the database. Searches, histories and lineage read from"
                + " it, everything else from the database itself.")
        @Pattern(regexp = "jdbc:postgresql://.+", message = "must begin with jdbc:postgresql://")
        @Nullable String replicaUrl,
    @Meaning("A statement that takes this long is logged with its plan, once for its shape.")
        @DefaultValue("PT1S")
        Duration slowStatement) {}
