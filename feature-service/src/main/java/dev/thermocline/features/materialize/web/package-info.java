@NullMarked
package dev.thermocline.features.materialize.web;

import org.jspecify.annotations.NullMarked;
