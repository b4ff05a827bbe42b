@NullMarked
package dev.thermocline.registry.deployment.web;

import org.jspecify.annotations.NullMarked;
