/** Deployments as rows in Postgres. */
@NullMarked
package dev.thermocline.registry.deployment.jdbc;

import org.jspecify.annotations.NullMarked;
