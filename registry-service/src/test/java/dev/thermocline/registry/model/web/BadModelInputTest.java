package dev.thermocline.registry.model.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.registry.testing.RegistryClient.Answer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Bad input of models, deployments and routing. */
class BadModelInputTest extends ModelCalls {
  BadModelInputTest(@LocalServerPort int port) {
    super(port);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST|/api/v1/models|{}",
        "POST|/api/v1/models|[]",
        "POST|/api/v1/models|{",
        "POST|/api/v1/models|{\"name\":\"a/b\"}",
        "POST|/api/v1/models|{\"name\":\"\\u0000\"}",
        "POST|/api/v1/models|{\"name\":\"\\ud800\"}",
        "POST|/api/v1/models|{\"name\":7,\"tags\":{\"a\":null}}",
        "POST|/api/v1/models|{\"name\":\"x\",\"tags\":{\"\":\"v\"}}",
        "GET|/api/v1/models?filter=name%20~%20'x'|",
        "GET|/api/v1/models?filter=name%20=%20'x|",
        "GET|/api/v1/models?orderBy=nothing|",
        "GET|/api/v1/models?limit=0|",
        "GET|/api/v1/models?limit=x|",
        "GET|/api/v1/models?pageToken=forged|",
        "GET|/api/v1/models/none|",
        "GET|/api/v1/models/none/versions/99999999999999999999|",
        "GET|/api/v1/models/none/versions/-1|",
        "GET|/api/v1/models/none/versions/@|",
        "POST|/api/v1/models/none/versions|{\"source\":\"s3://a/b\"}",
        "POST|/api/v1/models/{model}/versions|{}",
        "POST|/api/v1/models/{model}/versions|{\"source\":\"/etc/passwd\"}",
        "POST|/api/v1/models/{model}/versions|{\"source\":\"file:///etc/passwd\"}",
        "POST|/api/v1/models/{model}/versions|{\"source\":\"http://127.0.0.1/x\"}",
        "POST|/api/v1/models/{model}/versions|{\"source\":\"s3://a/%2e%2e/b\"}",
        "POST|/api/v1/models/{model}/versions|{\"source\":\"runs:/ffffffffffffffffffffffffffffffff/m\"}",
        "POST|/api/v1/models/{model}/versions|{\"source\":\"mlflow-artifacts:/frozen/x\"}",
        "POST|/api/v1/models/{model}/versions|{\"source\":\"models:/{model}/7\"}",
        "POST|/api/v1/models/{model}/versions|{\"source\":\"s3://a/b\",\"label\":\"7\"}",
        "PUT|/api/v1/models/{model}/aliases/v7|{\"version\":\"1\"}",
        "PUT|/api/v1/models/{model}/aliases/latest|{\"version\":\"1\"}",
        "PUT|/api/v1/models/{model}/aliases/a%20b|{\"version\":\"1\"}",
        "PUT|/api/v1/models/{model}/aliases/me|{\"version\":\"@me\"}",
        "PUT|/api/v1/models/{model}/aliases/me|{\"version\":\"5\"}",
        "PUT|/api/v1/models/{model}/aliases/me|{}",
        "GET|/api/v1/models/{model}/aliases/me|",
        "GET|/api/v1/models/{model}/aliases/me?at=yesterday|",
        "POST|/api/v1/models/{model}/aliases/me/rollback|",
        "PUT|/api/v1/models/{model}/versions/1/stage|{\"stage\":\"Nowhere\"}",
        "DELETE|/api/v1/models/{model}/versions/1|",
        "POST|/api/v1/deployments|{}",
        "POST|/api/v1/deployments|{\"name\":\"x\",\"arms\":[null]}",
        "POST|/api/v1/deployments|{\"name\":\"../x\",\"arms\":[]}",
        "PUT|/api/v1/deployments/x|{\"arms\":[]}",
        "PUT|/api/v1/deployments/x|{\"arms\":[{\"weight\":100,\"version\":{\"model\":\"none\",\"version\":\"1\"}}]}",
        "PUT|/api/v1/deployments/x|{\"cache\":{\"ttl\":\"soon\"}}",
        "PUT|/api/v1/deployments/x|{\"cache\":{\"ttl\":\"PT-1S\"}}",
        "PUT|/api/v1/deployments/x|{\"log\":{\"sample\":\"NaN\"}}",
        "PUT|/api/v1/deployments/x|{\"runtime\":\"remote\",\"remoteUrl\":\"ftp://x\"}",
        "PUT|/api/v1/deployments/x?wait=forever|{\"arms\":[]}",
        "POST|/api/v1/deployments/none/rollback|",
        "POST|/api/v1/routing/gateways/a%20b|{\"routingRevision\":1}",
        "POST|/api/v1/routing/gateways/g|{}",
        "POST|/api/v1/routing/gateways/g|{\"routingRevision\":1,\"failures\":[null]}",
      })
  void answersBadInputWithAReason(String method, String path, String body) {
    createModel();

    Answer answer =
        client.send(
            method,
            path.replace("{model}", model),
            body == null ? null : body.replace("{model}", model));

    assertThat(answer.status()).as(path + " " + body).isBetween(400, 499);
    assertThat(answer.body().path("detail").asString()).isNotEmpty();
    assertThat(client.get("/api/v1/models/" + model).body().path("lastVersion").asInt()).isZero();
  }
}
