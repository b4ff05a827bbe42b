@NullMarked
package dev.thermocline.features.join.web;

import org.jspecify.annotations.NullMarked;
