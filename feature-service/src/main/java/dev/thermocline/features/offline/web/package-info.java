@NullMarked
package dev.thermocline.features.offline.web;

import org.jspecify.annotations.NullMarked;
