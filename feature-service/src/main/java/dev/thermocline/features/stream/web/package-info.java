@NullMarked
package dev.thermocline.features.stream.web;

import org.jspecify.annotations.NullMarked;
