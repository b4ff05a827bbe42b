package dev.thermocline.stack.platform;

import dev.thermocline.stack.process.Part;
import java.util.List;
import java.util.Map;

/**
 * What is to run: first the servers, then the services, and the file that tells others where they
 * are.
 *
 * @param elsewhere servers of the user's own that are used instead of ours
 */
record PlatformPlan(
    List<Part> servers,
    List<Elsewhere> elsewhere,
    List<Part> services,
    Map<String, Object> platformFile) {}
