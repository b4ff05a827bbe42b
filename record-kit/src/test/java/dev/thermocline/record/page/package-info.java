@NullMarked
package dev.thermocline.record.page;

import org.jspecify.annotations.NullMarked;
