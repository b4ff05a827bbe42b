@NullMarked
package dev.thermocline.features.transform.web;

import org.jspecify.annotations.NullMarked;
