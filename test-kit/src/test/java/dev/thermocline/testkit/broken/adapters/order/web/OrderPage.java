package dev.thermocline.testkit.broken.adapters.order.web;

import dev.thermocline.testkit.broken.adapters.order.jpa.OrderTable;

/** An adapter that uses another one. */
record OrderPage(OrderTable table) {}
