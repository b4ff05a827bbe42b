package dev.thermocline.cold.s3;

import dev.thermocline.cold.ColdStoreException;
import dev.thermocline.cold.ColdStoreException.Reason;
import dev.thermocline.cold.ObjectAddress;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** The one place where the SDK's exceptions become ours. */
final class S3Errors {
  private static final Set<String> WRONG_BYTES =
      Set.of(
          "BadDigest",
          "XAmzContentSHA256Mismatch",
          "InvalidPart",
          "InvalidPartOrder",
          "EntityTooSmall");

  private S3Errors() {}

  /**
   * @param precondition what a failed precondition means for this call
   */
  static <T> T translated(Object what, Reason precondition, Supplier<T> call) {
    try {
      return call.get();
    } catch (AwsServiceException answer) {
      throw translate(what, precondition, answer);
    } catch (SdkException noAnswer) {
      throw new ColdStoreException(
          Reason.UNAVAILABLE,
          "Object storage did not answer for " + what + ": " + noAnswer.getMessage(),
          noAnswer);
    }
  }

  static <T> T translated(ObjectAddress what, Supplier<T> call) {
    return translated(what, Reason.CHANGED, call);
  }

  private static ColdStoreException translate(
      Object what, Reason precondition, AwsServiceException answer) {
    String code = answer.awsErrorDetails() == null ? "" : answer.awsErrorDetails().errorCode();
    return switch (answer.statusCode()) {
      case 404 ->
          "NoSuchBucket".equals(code)
              ? failure(Reason.REFUSED, "There is no bucket for " + what + ".", answer)
              : failure(Reason.NOT_FOUND, what + " does not exist.", answer);
      case 412, 304 ->
          precondition == Reason.ALREADY_EXISTS
              ? failure(precondition, what + " exists already.", answer)
              : failure(precondition, what + " has changed since it was looked at.", answer);
      case 416 ->
          failure(Reason.RANGE_NOT_SATISFIABLE, "The range lies outside " + what + ".", answer);
      case 401, 403 ->
          failure(
              Reason.REFUSED,
              "Object storage refused access to " + what + ": check the configured keys.",
              answer);
      case 501 ->
          failure(Reason.UNSUPPORTED, "This object storage cannot do that to " + what, answer);
      case 400 ->
          failure(
              WRONG_BYTES.contains(code) ? Reason.DAMAGED : Reason.REFUSED,
              "Object storage refused " + what + ": " + code + ".",
              answer);
      default ->
          failure(
              Reason.UNAVAILABLE,
              "Object storage answered " + answer.statusCode() + " " + code + " for " + what + ".",
              answer);
    };
  }

  private static ColdStoreException failure(Reason reason, String text, Exception cause) {
    return new ColdStoreException(reason, text, cause);
  }
}
