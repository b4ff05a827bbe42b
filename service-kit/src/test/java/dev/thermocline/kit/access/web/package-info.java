@NullMarked
package dev.thermocline.kit.access.web;

import org.jspecify.annotations.NullMarked;
