package dev.thermocline.registry.dataset.s3;

import dev.thermocline.kit.setting.Meaning;
import dev.thermocline.registry.dataset.DatasetLimits;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** How much one version of a dataset may hold. */
@ConfigurationProperties("thermocline.datasets")
record DatasetSettings(
    @Meaning("The most files that one version of a dataset has.") @DefaultValue("10000")
        int mostFiles,
    @Meaning("The most bytes that one version of a dataset has.") @DefaultValue("1TB")
        DataSize mostBytes) {
  DatasetLimits limits() {
    return new DatasetLimits(mostFiles, mostBytes.toBytes());
  }
}
