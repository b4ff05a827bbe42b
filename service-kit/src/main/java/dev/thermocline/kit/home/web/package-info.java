@NullMarked
package dev.thermocline.kit.home.web;

import org.jspecify.annotations.NullMarked;
