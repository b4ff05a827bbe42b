@NullMarked
package dev.thermocline.gateway.predict.web;

import org.jspecify.annotations.NullMarked;
