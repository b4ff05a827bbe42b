package dev.thermocline.kit.health;

/**
 * Names a dependency without which a service can answer nothing: while it fails, no requests are to
 * be sent there.
 */
public record Vital(String dependency) {}
