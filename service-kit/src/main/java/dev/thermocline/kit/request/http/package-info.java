@NullMarked
package dev.thermocline.kit.request.http;

import org.jspecify.annotations.NullMarked;
