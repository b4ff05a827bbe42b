package dev.thermocline.gateway.runtime.python;

import java.nio.ByteBuffer;

/**
 * What a worker answered.
 *
 * @param jsonLength how many bytes of the body are JSON
 */
record WorkerAnswer(int status, ByteBuffer body, int jsonLength) {}
