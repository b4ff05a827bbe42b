/**
 * What an engine for files must do to stand behind the ports {@code RowFiles}, {@code RowReader},
 * {@code RowStatistics}, {@code JoinEngine} and {@code TransformEngine}. An adapter runs all of it
 * by extending each contract.
 */
@NullMarked
package dev.thermocline.features.engine;

import org.jspecify.annotations.NullMarked;
