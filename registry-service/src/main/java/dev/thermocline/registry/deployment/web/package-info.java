/** Deployments and routing over the native API. */
@NullMarked
package dev.thermocline.registry.deployment.web;

import org.jspecify.annotations.NullMarked;
