package dev.thermocline.record;

import dev.thermocline.kit.setting.PostgresSettings;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

@AutoConfiguration
@EnableConfigurationProperties(PostgresSettings.class)
class RecordAutoConfiguration {}
