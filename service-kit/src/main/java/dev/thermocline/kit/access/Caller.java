package dev.thermocline.kit.access;

/**
 * Who asks: the name of the token that came with the request and its role. Domain code records the
 * name as the author of a change.
 */
public record Caller(String name, Role role) {}
