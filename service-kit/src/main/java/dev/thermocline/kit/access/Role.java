package dev.thermocline.kit.access;

/** What a token may do. Each role includes those before it, but {@link #SERVICE} stands apart. */
public enum Role {
  READER,
  SCIENTIST,
  DEPLOYER,
  ADMIN,
  /** One of the platform's own processes. */
  SERVICE;

  /** Whether a caller with this role may do what asks for {@code needed}. */
  public boolean covers(Role needed) {
    if (needed == SERVICE) {
      return this == SERVICE;
    }
    return this == SERVICE || compareTo(needed) >= 0;
  }
}
