package dev.thermocline.record.page.jdbc;

import dev.thermocline.record.page.PageTokens;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

@AutoConfiguration(
    afterName = "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration")
class PageAutoConfiguration {
  @Bean
  PageTokens pageTokens(JdbcTemplate jdbc) {
    return new PageTokens(new PageKey(jdbc));
  }
}
