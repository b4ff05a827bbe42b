/** The limit of predictions over HTTP: the same server stack around nothing. */
@NullMarked
package dev.thermocline.bench.echo;

import org.jspecify.annotations.NullMarked;
