/** Which version answers: deployments as the registry has them, served by this process. */
@NullMarked
package dev.thermocline.gateway.route;

import org.jspecify.annotations.NullMarked;
