@NullMarked
package dev.thermocline.features.online.web;

import org.jspecify.annotations.NullMarked;
