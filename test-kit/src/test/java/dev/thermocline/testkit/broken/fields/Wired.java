package dev.thermocline.testkit.broken.fields;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;

/** Its need is hidden in a field. */
class Wired {
  @Autowired @Nullable String need;
}
