@NullMarked
package dev.thermocline.features.inference.web;

import org.jspecify.annotations.NullMarked;
