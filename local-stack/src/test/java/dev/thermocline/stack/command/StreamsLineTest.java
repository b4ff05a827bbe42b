package dev.thermocline.stack.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamsLineTest {
  @Test
  void sumsWhatTheLoopsTell() {
    String metrics =
        """
        # TYPE thermocline_features_stream_lag gauge
        thermocline_features_stream_lag{loop="inference"} 2.0
        thermocline_features_stream_lag{loop="rows"} 40.0
        thermocline_features_stream_unfiled{loop="rows"} 7.0
        thermocline_features_stream_filed_total{loop="rows"} 1.0E3
        thermocline_features_stream_dead_total{loop="rows"} 1.0
        thermocline_features_stream_delay_seconds{quantile="0.5"} 0.002
        thermocline_features_stream_delay_seconds{quantile="0.99"} 0.013
        """;

    assertThat(StreamsLine.line(metrics))
        .isEqualTo(
            "  streams: 42 messages behind, 7 not in files yet, 1000 filed, 1 put aside; delay p99 13 ms");
  }

  @Test
  void aServiceWithoutStreamsIsNotBehind() {
    assertThat(StreamsLine.line("")).contains("0 messages behind");
  }
}
