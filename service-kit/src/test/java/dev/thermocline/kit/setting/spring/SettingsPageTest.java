package dev.thermocline.kit.setting.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.testkit.GeneratedPages;
import org.junit.jupiter.api.Test;

class SettingsPageTest {
  @Test
  void explainsEverySetting() {
    SettingsTable table = SettingsTable.shared();

    assertThat(table.withoutMeaning()).isEmpty();
    GeneratedPages.checkSection("configuration.md", "shared", table.markdown());
  }
}
