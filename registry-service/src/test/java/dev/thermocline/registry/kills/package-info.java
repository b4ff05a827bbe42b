/** kill -9 of the registry in the middle of its work; run by {@code checks/freeze}. */
@NullMarked
package dev.thermocline.registry.kills;

import org.jspecify.annotations.NullMarked;
