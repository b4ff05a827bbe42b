package dev.thermocline.registry.artifact;

import dev.thermocline.cold.DirectTransfers;
import dev.thermocline.kit.project.Project;
import java.net.URI;
import java.time.Duration;
import org.springframework.stereotype.Service;

/** Signed addresses, from which a client reads an artifact in object storage itself. */
@Service
public class DirectDownloads {
  private static final Duration ADDRESSES_LIVE = Duration.ofMinutes(15);

  private final Artifacts artifacts;
  private final DirectTransfers transfers;

  public DirectDownloads(Artifacts artifacts, DirectTransfers transfers) {
    this.artifacts = artifacts;
    this.transfers = transfers;
  }

  /** Where the bytes are for a while. */
  public record Address(URI url, long size) {}

  /**
   * Signs an address for one file.
   *
   * @param disposition the header that the store is to answer with
   */
  public Address address(Project project, ArtifactPath path, String disposition) {
    ArtifactContent content = artifacts.open(project, path);
    URI url =
        transfers.readAddress(content.object(), content.mediaType(), disposition, ADDRESSES_LIVE);
    return new Address(url, content.size());
  }
}
