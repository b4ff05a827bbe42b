@NullMarked
package dev.thermocline.features.replica.web;

import org.jspecify.annotations.NullMarked;
