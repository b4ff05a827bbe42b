package dev.thermocline.gateway.openinference.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.thermocline.gateway.RunningGateway;
import dev.thermocline.gateway.world.FrozenModels;
import dev.thermocline.gateway.world.RegistryOverTheWire;
import dev.thermocline.testkit.Servers;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import openinference.v2.GRPCInferenceServiceGrpc;
import openinference.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import openinference.v2.InferTensorContents;
import openinference.v2.ModelInferRequest;
import openinference.v2.ModelInferRequest.InferInputTensor;
import openinference.v2.ModelInferResponse;
import openinference.v2.ModelMetadataRequest;
import openinference.v2.ModelMetadataResponse;
import openinference.v2.ModelReadyRequest;
import openinference.v2.ServerLiveRequest;
import openinference.v2.ServerMetadataRequest;
import openinference.v2.ServerReadyRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcInferenceTest {
  private static final Metadata.Key<String> CODE =
      Metadata.Key.of("x-error-code", Metadata.ASCII_STRING_MARSHALLER);

  private final Servers servers = Servers.of(GrpcInferenceTest.class);
  private final RegistryOverTheWire registry = new RegistryOverTheWire();
  private final FrozenModels models = RunningGateway.models(servers);
  private RunningGateway gateway;
  private ManagedChannel channel;
  private GRPCInferenceServiceBlockingStub client;

  @BeforeAll
  void start(@TempDir Path data) {
    gateway = RunningGateway.start(servers, registry.url(), data);
    gateway.serving(registry.deploy("sum", models.freezeLinear("sum", 1, 1, 10, 100)));
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", gateway.bean(GrpcListener.class).port())
            .usePlaintext()
            .build();
    client = GRPCInferenceServiceGrpc.newBlockingStub(channel);
  }

  @AfterAll
  void stop() throws InterruptedException {
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    gateway.close();
    registry.close();
  }

  private static InferInputTensor.Builder input(long rows) {
    return InferInputTensor.newBuilder()
        .setName("X")
        .setDatatype("FP64")
        .addShape(rows)
        .addShape(2);
  }

  private static ByteString bytes(double... values) {
    ByteBuffer data = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    data.asDoubleBuffer().put(values);
    return ByteString.copyFrom(data);
  }

  @Test
  void tellsWhatItServes() {
    assertThat(client.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(client.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
    assertThat(client.serverMetadata(ServerMetadataRequest.getDefaultInstance()).getName())
        .isEqualTo("thermocline");
    ModelMetadataResponse model =
        client.modelMetadata(ModelMetadataRequest.newBuilder().setName("sum").build());
    assertThat(model.getInputsList())
        .extracting(ModelMetadataResponse.TensorMetadata::getName)
        .containsExactly("x0", "x1");
    assertThat(model.getVersionsList()).containsExactly("1");
    assertThat(ready("sum")).isTrue();
    assertThat(ready("none")).isFalse();
  }

  private boolean ready(String model) {
    return client.modelReady(ModelReadyRequest.newBuilder().setName(model).build()).getReady();
  }

  @Test
  void answersTypedContentsInKind() {
    ModelInferResponse answer =
        client.modelInfer(
            ModelInferRequest.newBuilder()
                .setModelName("sum")
                .setId("7")
                .addInputs(
                    input(2)
                        .setContents(
                            InferTensorContents.newBuilder()
                                .addFp64Contents(1)
                                .addFp64Contents(2)
                                .addFp64Contents(3)
                                .addFp64Contents(4)))
                .build());

    assertThat(answer.getId()).isEqualTo("7");
    assertThat(answer.getModelVersion()).isEqualTo("1");
    assertThat(answer.getOutputs(0).getContents().getFp32ContentsList())
        .containsExactly(211f, 431f);
    assertThat(answer.getRawOutputContentsCount()).isZero();
  }

  @Test
  void answersBytesInBytesAndTellsAboutTheAnswerInItsHeaders() {
    AtomicReference<Metadata> headers = new AtomicReference<>();
    ModelInferResponse answer =
        client
            .withInterceptors(
                MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
            .modelInfer(
                ModelInferRequest.newBuilder()
                    .setModelName("sum")
                    .setModelVersion("")
                    .addInputs(input(1))
                    .addRawInputContents(bytes(1, 2))
                    .build());

    assertThat(answer.getRawOutputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN))
        .satisfies(bytes -> assertThat(bytes.getFloat(0)).isEqualTo(211f));
    assertThat(headers.get().keys()).contains("x-cache", "x-prediction-id", "x-request-id");
  }

  private StatusRuntimeException refused(ModelInferRequest.Builder request) {
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> client.modelInfer(request.build()));
    assertThat(refused).isNotNull();
    return refused;
  }

  private static ModelInferRequest.Builder sum() {
    return ModelInferRequest.newBuilder().setModelName("sum");
  }

  @Test
  void refusesBadInputByItsKind() {
    assertThat(refused(sum()).getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    StatusRuntimeException cut =
        refused(sum().addInputs(input(2)).addRawInputContents(bytes(1, 2)));
    assertThat(cut.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(cut.getStatus().getDescription()).contains("'X'", "16 bytes");
    StatusRuntimeException huge =
        refused(sum().addInputs(input(1L << 40)).addRawInputContents(bytes(1)));
    assertThat(huge.getStatus().getDescription()).contains("too large");
    StatusRuntimeException both =
        refused(
            sum()
                .addInputs(
                    input(1).setContents(InferTensorContents.newBuilder().addFp64Contents(1)))
                .addRawInputContents(bytes(1, 2)));
    assertThat(both.getStatus().getDescription()).contains("one of them");
    StatusRuntimeException unknown =
        refused(
            ModelInferRequest.newBuilder()
                .setModelName("none")
                .addInputs(input(1))
                .addRawInputContents(bytes(1, 2)));
    assertThat(unknown.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(Status.trailersFromThrowable(unknown))
        .extracting(trailers -> trailers.get(CODE))
        .isEqualTo("not-found");
  }

  @Test
  void asksForATokenLikeTheRoutesDo(@TempDir Path data) throws Exception {
    Path token = Files.writeString(data.resolve("token"), "tc_of-this-service");
    try (RunningGateway guarded =
        RunningGateway.start(
            servers,
            registry.url(),
            data,
            Map.of(
                "thermocline.auth.mode",
                "tokens",
                "thermocline.auth.service-token-file",
                token.toString()))) {
      ManagedChannel other =
          NettyChannelBuilder.forAddress("127.0.0.1", guarded.bean(GrpcListener.class).port())
              .usePlaintext()
              .build();
      GRPCInferenceServiceBlockingStub stranger = GRPCInferenceServiceGrpc.newBlockingStub(other);
      assertThat(stranger.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
      StatusRuntimeException refused =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  stranger.modelMetadata(ModelMetadataRequest.newBuilder().setName("sum").build()));
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      other.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }
}
