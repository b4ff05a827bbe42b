@NullMarked
package dev.thermocline.registry.token.web;

import org.jspecify.annotations.NullMarked;
