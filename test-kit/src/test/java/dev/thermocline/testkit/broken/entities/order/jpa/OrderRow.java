package dev.thermocline.testkit.broken.entities.order.jpa;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** An entity that everybody sees. */
@Entity
public class OrderRow {
  @Id Long id = 0L;
}
