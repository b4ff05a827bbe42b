package dev.thermocline.testkit.broken.entities.order;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** An entity outside its adapter. */
@Entity
class OrderRecord {
  @Id Long id = 0L;
}
