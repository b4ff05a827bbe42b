package dev.thermocline.testkit.broken.root.order;

import tools.jackson.databind.json.JsonMapper;

/** A feature's root that knows how it is written. */
record Order(JsonMapper mapper) {}
