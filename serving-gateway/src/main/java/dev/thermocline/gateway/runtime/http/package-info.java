/** Model servers behind a URL. */
@NullMarked
package dev.thermocline.gateway.runtime.http;

import org.jspecify.annotations.NullMarked;
