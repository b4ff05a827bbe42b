package dev.thermocline.hot;

import io.lettuce.core.RedisException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Commands that go out together and are waited for together: one round trip. */
final class Batch {
  private final HotConnection connection;
  private final List<Call<?>> calls;
  private final CountDownLatch left;

  private Batch(HotConnection connection, int size) {
    this.connection = connection;
    this.calls = new ArrayList<>(size);
    this.left = new CountDownLatch(size);
  }

  static Batch of(HotConnection connection, int size) {
    return new Batch(connection, size);
  }

  static CommandArgs<byte[], byte[]> args() {
    return new CommandArgs<>(ByteArrayCodec.INSTANCE);
  }

  /** Sends one command and gives its answer. */
  static <T> T call(
      HotConnection connection,
      ProtocolKeyword name,
      CommandOutput<byte[], byte[], T> output,
      CommandArgs<byte[], byte[]> args) {
    Batch batch = of(connection, 1);
    Call<T> call = batch.add(name, output, args);
    batch.run();
    return call.answer();
  }

  <T> Call<T> add(
      ProtocolKeyword name,
      CommandOutput<byte[], byte[], T> output,
      CommandArgs<byte[], byte[]> args) {
    Call<T> call = new Call<>(name, output, args, left);
    calls.add(call);
    return call;
  }

  /** Sends and waits; afterwards each call has its answer or its failure. */
  void run() {
    run(connection.timeout());
  }

  /** As {@link #run()}, but gives up after a shorter time. */
  void run(Duration atMost) {
    Duration patience = atMost.compareTo(connection.timeout()) < 0 ? atMost : connection.timeout();
    try {
      connection.get().dispatch(calls);
      if (left.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (RedisException e) {
      throw new HotStoreException(
          HotStoreException.Reason.UNREACHABLE, "The features Redis cannot be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      calls.forEach(Call::cancel);
      throw new HotStoreException(
          HotStoreException.Reason.TIMED_OUT, "Interrupted while Redis was asked", e);
    }
    calls.forEach(Call::cancel);
    throw new HotStoreException(
        HotStoreException.Reason.TIMED_OUT,
        "The features Redis did not answer within " + patience,
        null);
  }

  /** One command of a batch. */
  static final class Call<T> extends Command<byte[], byte[], T> {
    private final CountDownLatch left;
    private final AtomicBoolean counted = new AtomicBoolean();

    Call(
        ProtocolKeyword name,
        CommandOutput<byte[], byte[], T> output,
        CommandArgs<byte[], byte[]> args,
        CountDownLatch left) {
      super(name, output, args);
      this.left = left;
    }

    T answer() {
      RuntimeException failure = failure();
      if (failure != null) {
        throw failure;
      }
      return getOutput().get();
    }

    @Nullable HotStoreException failure() {
      Throwable thrown = exception;
      if (thrown != null) {
        return new HotStoreException(
            HotStoreException.Reason.UNREACHABLE, "The features Redis cannot be reached", thrown);
      }
      String error = getOutput().getError();
      return error == null ? null : HotStoreException.answered(error);
    }

    boolean lacksScript() {
      String error = getOutput().getError();
      return exception == null && error != null && error.startsWith("NOSCRIPT");
    }

    @Override
    public void complete() {
      super.complete();
      count();
    }

    @Override
    public boolean completeExceptionally(Throwable thrown) {
      boolean first = super.completeExceptionally(thrown);
      count();
      return first;
    }

    @Override
    public void cancel() {
      super.cancel();
      count();
    }

    private void count() {
      if (counted.compareAndSet(false, true)) {
        left.countDown();
      }
    }
  }
}
