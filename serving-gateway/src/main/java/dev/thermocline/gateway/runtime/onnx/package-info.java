/** Models in this process, by ONNX Runtime. */
@NullMarked
package dev.thermocline.gateway.runtime.onnx;

import org.jspecify.annotations.NullMarked;
