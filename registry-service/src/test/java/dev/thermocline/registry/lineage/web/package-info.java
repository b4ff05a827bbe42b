@NullMarked
package dev.thermocline.registry.lineage.web;

import org.jspecify.annotations.NullMarked;
