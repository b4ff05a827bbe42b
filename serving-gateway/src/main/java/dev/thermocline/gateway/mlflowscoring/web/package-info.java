/** Its routes. */
@NullMarked
package dev.thermocline.gateway.mlflowscoring.web;

import org.jspecify.annotations.NullMarked;
