package dev.thermocline.registry.token;

import dev.thermocline.kit.access.Role;
import dev.thermocline.kit.access.TokenHash;
import dev.thermocline.kit.setting.AuthSettings;
import dev.thermocline.kit.setting.RefusedToStart;
import dev.thermocline.kit.setting.ServiceSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The tokens that are there before anybody could ask for one: the first admin's, and the services'.
 */
@Service
public class FirstTokens {
  /** The name of the first admin token. */
  public static final String ADMIN = "admin";

  private static final Logger log = LoggerFactory.getLogger(FirstTokens.class);

  private final TokenStore store;
  private final Tokens tokens;
  private final TokenFiles files;
  private final Path adminFile;
  private final Map<String, Path> serviceFiles;
  private final Clock clock;

  public FirstTokens(
      TokenStore store,
      Tokens tokens,
      TokenFiles files,
      AuthSettings auth,
      ServiceSettings service,
      Clock clock) {
    this.store = store;
    this.tokens = tokens;
    this.files = files;
    this.adminFile =
        Objects.requireNonNullElse(
            auth.adminTokenFile(), service.dataFolder().resolve("admin-token"));
    this.serviceFiles = auth.serviceTokenFiles();
    this.clock = clock;
  }

  /**
   * Makes what is missing. Replicas that start together wait for each other, and the file is there
   * before the token is valid: a crash between leaves a file that the next start takes over.
   */
  @Transactional
  public void make() {
    store.lockRevision();
    boolean some = false;
    if (store.find(ADMIN).isEmpty()) {
      makeAdmin();
      some = true;
    }
    for (Map.Entry<String, Path> service : serviceFiles.entrySet()) {
      some |= putService(service.getKey(), service.getValue());
    }
    if (some) {
      tokens.changed();
    }
  }

  private void makeAdmin() {
    String token =
        files
            .read(adminFile)
            .orElseGet(() -> {
              String fresh = Tokens.fresh();
              files.write(adminFile, fresh);
              return fresh;
            });
    NewToken admin = new NewToken(ADMIN, Role.ADMIN, null, null);
    store.add(admin, TokenHash.ofToken(token), "thermocline", clock.instant());
    log.atInfo().addKeyValue("file", adminFile).log("The first admin token lies in a file");
  }

  private boolean putService(String service, Path file) {
    String token =
        files
            .read(file)
            .orElseThrow(() ->
                new RefusedToStart(
                    List.of(
                        "thermocline.auth.service-token-files."
                            + service
                            + ": "
                            + file
                            + " does not exist. Make it with a token of the service.")));
    NewToken identity = new NewToken("service-" + service, Role.SERVICE, null, null);
    return store.put(identity, TokenHash.ofToken(token), clock.instant());
  }
}
