package dev.thermocline.gateway.openinference.grpc;

import dev.thermocline.gateway.openinference.InferRequest;
import dev.thermocline.gateway.openinference.InferResponse;
import dev.thermocline.gateway.openinference.ModelPage;
import dev.thermocline.gateway.openinference.ModelPages;
import dev.thermocline.gateway.openinference.ServerPage;
import dev.thermocline.gateway.predict.Admission;
import dev.thermocline.gateway.predict.Admission.Outcome;
import dev.thermocline.gateway.predict.PredictRequest;
import dev.thermocline.gateway.predict.Prediction;
import dev.thermocline.gateway.predict.Predictor;
import dev.thermocline.gateway.predict.RequestOptions;
import dev.thermocline.gateway.route.RouteReadiness;
import dev.thermocline.gateway.runtime.RawInputs;
import dev.thermocline.kit.error.ErrorKind;
import dev.thermocline.kit.error.ThermoclineException;
import dev.thermocline.kit.request.RequestId;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.function.Function;
import openinference.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import openinference.v2.ModelInferRequest;
import openinference.v2.ModelInferResponse;
import openinference.v2.ModelMetadataRequest;
import openinference.v2.ModelMetadataResponse;
import openinference.v2.ModelReadyRequest;
import openinference.v2.ModelReadyResponse;
import openinference.v2.ServerLiveRequest;
import openinference.v2.ServerLiveResponse;
import openinference.v2.ServerMetadataRequest;
import openinference.v2.ServerMetadataResponse;
import openinference.v2.ServerReadyRequest;
import openinference.v2.ServerReadyResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/** The methods of the protocol. An empty version is none: some clients always send one. */
@Component
final class GrpcInference extends GRPCInferenceServiceImplBase {
  private final Predictor predictor;
  private final ModelPages pages;
  private final RouteReadiness readiness;
  private final Admission admission;

  GrpcInference(
      Predictor predictor, ModelPages pages, RouteReadiness readiness, Admission admission) {
    this.predictor = predictor;
    this.pages = pages;
    this.readiness = readiness;
    this.admission = admission;
  }

  @Override
  public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> answer) {
    answer(answer, _ -> ServerLiveResponse.newBuilder().setLive(true).build());
  }

  @Override
  public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> answer) {
    answer(
        answer,
        _ ->
            ServerReadyResponse.newBuilder().setReady(readiness.closedBecause().isEmpty()).build());
  }

  @Override
  public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> answer) {
    answer(
        answer,
        facts -> {
          boolean ready = true;
          try {
            var _ = pages.ready(facts.project(), request.getName(), named(request.getVersion()));
          } catch (ThermoclineException notReady) {
            if (notReady.kind() != ErrorKind.UNAVAILABLE
                && notReady.kind() != ErrorKind.NOT_FOUND) {
              throw notReady;
            }
            ready = false;
          }
          return ModelReadyResponse.newBuilder().setReady(ready).build();
        });
  }

  @Override
  public void serverMetadata(
      ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> answer) {
    answer(
        answer,
        _ ->
            ServerMetadataResponse.newBuilder()
                .setName(ServerPage.OURS.name())
                .setVersion(ServerPage.OURS.version())
                .addAllExtensions(ServerPage.OURS.extensions())
                .build());
  }

  @Override
  public void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> answer) {
    answer(
        answer,
        facts ->
            metadata(
                pages.metadata(facts.project(), request.getName(), named(request.getVersion()))));
  }

  private static ModelMetadataResponse metadata(ModelPage page) {
    ModelMetadataResponse.Builder metadata =
        ModelMetadataResponse.newBuilder()
            .setName(page.name())
            .setPlatform(page.platform())
            .addAllVersions(page.versions());
    page.inputs().forEach(input -> metadata.addInputs(metadata(input)));
    page.outputs().forEach(output -> metadata.addOutputs(metadata(output)));
    return metadata.build();
  }

  private static ModelMetadataResponse.TensorMetadata metadata(ModelPage.TensorPage tensor) {
    return ModelMetadataResponse.TensorMetadata.newBuilder()
        .setName(tensor.name())
        .setDatatype(tensor.datatype())
        .addAllShape(tensor.shape())
        .build();
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> answer) {
    answer(
        answer,
        facts -> {
          Admission.Turn turn = admission.enter(facts.deadline());
          Outcome outcome = Outcome.REFUSED;
          try {
            ModelInferResponse response = infer(request, facts);
            outcome = Outcome.ANSWERED;
            return response;
          } catch (ThermoclineException failure) {
            if (failure.kind() == ErrorKind.DEADLINE_EXCEEDED
                || failure.kind() == ErrorKind.TOO_MANY_REQUESTS) {
              outcome = Outcome.TOO_MANY;
            }
            throw failure;
          } finally {
            turn.leave(outcome);
          }
        });
  }

  private ModelInferResponse infer(ModelInferRequest request, CallFacts facts) {
    InferRequest question = InferMessages.read(request);
    Prediction prediction =
        predictor.predict(
            new PredictRequest(
                facts.project(),
                request.getModelName(),
                named(request.getModelVersion()),
                Map.of(),
                new RawInputs.Typed(question.inputs()),
                false,
                RequestOptions.of(facts.deadline(), facts.cacheControl(), facts.stickyKey())));
    prediction.headers().forEach(facts::answerHeader);
    return InferMessages.write(request, prediction, InferResponse.tensors(question, prediction));
  }

  private static @Nullable String named(String version) {
    return version.isEmpty() ? null : version;
  }

  private static <T> void answer(StreamObserver<T> answer, Function<CallFacts, T> work) {
    CallFacts facts = CallFacts.current();
    MDC.put(RequestId.LOG_KEY, facts.requestId());
    try {
      answer.onNext(work.apply(facts));
      answer.onCompleted();
    } catch (RuntimeException | Error failure) {
      answer.onError(
          GrpcFailures.status(failure, facts.requestId())
              .asRuntimeException(GrpcFailures.trailers(failure, facts.requestId())));
    } finally {
      MDC.remove(RequestId.LOG_KEY);
    }
  }
}
