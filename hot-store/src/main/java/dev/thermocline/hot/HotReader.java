package dev.thermocline.hot;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads rows of many entities and views in one round trip. Safe for many threads. */
public final class HotReader {
  private final HotConnection connection;

  public HotReader(HotConnection connection) {
    this.connection = connection;
  }

  /** One entity and the views wanted of it. */
  public static final class Lookup {
    private final byte[] key;
    private final List<HotView> views;

    public Lookup(byte[] key, List<HotView> views) {
      this.key = key;
      this.views = views;
    }

    public List<HotView> views() {
      return views;
    }
  }

  /**
   * The rows of one entity as they were read, in the order of the lookup's views. The rows of one
   * entity are of one moment.
   */
  public static final class EntityRows {
    private final List<HotView> views;
    private final byte[] @Nullable [] rows;

    EntityRows(List<HotView> views, byte[] @Nullable [] rows) {
      this.views = views;
      this.rows = rows;
    }

    public HotView view(int index) {
      return views.get(index);
    }

    /** The row of the lookup's view at this place, or null where there is none. */
    public @Nullable PackedRow row(int index) {
      byte @Nullable [] bytes = rows[index];
      return bytes == null ? null : PackedRow.read(bytes, views.get(index));
    }

    /** The digest of what stands there, of an absent row too. */
    public Mark mark(int index) {
      return Mark.of(rows[index]);
    }
  }

  /**
   * Reads all lookups at once.
   *
   * @return in the order of the lookups
   * @throws HotStoreException when Redis cannot be read
   */
  public List<EntityRows> read(List<Lookup> lookups) {
    return read(lookups, connection.timeout());
  }

  /** As {@link #read(List)}, but gives up after this time where it is the shorter one. */
  public List<EntityRows> read(List<Lookup> lookups, Duration atMost) {
    int size = lookups.size();
    Batch batch = Batch.of(connection, size);
    List<Batch.Call<byte[] @Nullable []>> calls = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      Lookup lookup = lookups.get(i);
      List<HotView> views = lookup.views();
      CommandArgs<byte[], byte[]> args = Batch.args().addKey(lookup.key);
      for (int view = 0; view < views.size(); view++) {
        args.add(views.get(view).field());
      }
      calls.add(batch.add(CommandType.HMGET, new Rows(views.size()), args));
    }
    batch.run(atMost);
    List<EntityRows> read = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      read.add(new EntityRows(lookups.get(i).views(), calls.get(i).answer()));
    }
    return read;
  }

  /** Collects the values of one HMGET without boxes around them. */
  private static final class Rows extends CommandOutput<byte[], byte[], byte[] @Nullable []> {
    private int next;

    Rows(int size) {
      super(ByteArrayCodec.INSTANCE, new byte[size] @Nullable []);
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
      if (bytes != null) {
        byte[] row = new byte[bytes.remaining()];
        bytes.get(row);
        output[next] = row;
      }
      next++;
    }
  }
}
