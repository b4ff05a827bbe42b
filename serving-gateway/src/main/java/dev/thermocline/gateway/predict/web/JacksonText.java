package dev.thermocline.gateway.predict.web;

import dev.thermocline.gateway.predict.JsonText;
import dev.thermocline.gateway.predict.PlainInputs;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

@Component
final class JacksonText implements JsonText {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  @Override
  public Map<String, @Nullable Object> readObject(byte[] text) {
    Object value;
    try {
      value = text.length == 0 ? null : JSON.readValue(text, Object.class);
    } catch (JacksonException notJson) {
      throw new ThermoclineException(ErrorKind.UNREADABLE_BODY, reason(notJson), notJson);
    }
    if (value instanceof Map<?, ?> object) {
      return PlainInputs.named(object);
    }
    throw new ThermoclineException(
        ErrorKind.UNREADABLE_BODY, "The body must be a JSON object, as in {\"inputs\": …}.");
  }

  private static String reason(JacksonException notJson) {
    TokenStreamLocation at = notJson.getLocation();
    String why = notJson.getOriginalMessage();
    String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return "The body is not JSON%s: %s".formatted(where, why.lines().findFirst().orElse(""));
  }

  @Override
  public byte[] write(Object value) {
    return JSON.writeValueAsBytes(value);
  }
}
