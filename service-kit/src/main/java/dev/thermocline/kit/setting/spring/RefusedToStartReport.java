package dev.thermocline.kit.setting.spring;

import dev.thermocline.kit.setting.RefusedToStart;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints a refusal for people, without a stack trace. */
class RefusedToStartReport extends AbstractFailureAnalyzer<RefusedToStart> {
  @Override
  protected FailureAnalysis analyze(Throwable failure, RefusedToStart refused) {
    return new FailureAnalysis(
        refused.getMessage(), "Each line above says what to set. Then start again.", refused);
  }
}
