package dev.thermocline.registry.experiment.jpa;

import org.springframework.data.jpa.repository.JpaRepository;

interface LoggedModelRows extends JpaRepository<LoggedModelRow, LoggedModelKey> {}
