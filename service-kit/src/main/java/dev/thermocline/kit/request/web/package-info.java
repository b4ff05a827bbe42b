@NullMarked
package dev.thermocline.kit.request.web;

import org.jspecify.annotations.NullMarked;
