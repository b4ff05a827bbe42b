@NullMarked
package dev.thermocline.registry.artifact.web;

import org.jspecify.annotations.NullMarked;
