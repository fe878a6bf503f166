package dev.sluice.interceptor;

import build.buf.protovalidate.Config;
import build.buf.protovalidate.ValidationResult;
import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.CompilationException;
import build.buf.protovalidate.exceptions.ValidationException;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.sluice.call.Interceptor;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds each request message against the rules that its proto has of <a
 * href="https://github.com/bufbuild/protovalidate/blob/main/proto/protovalidate/buf/validate/validate.proto">buf.validate</a>,
 * before the service is given it.
 *
 * <p>A message that breaks rules ends the call with INVALID_ARGUMENT and {@code
 * google.rpc.BadRequest}: a violation for each broken rule, up to a bound, in a stream with the
 * index of the message. A rule that fails itself ends it with INTERNAL. Methods whose requests come
 * under no rule are not wrapped.
 *
 * <p>The rules of a type are compiled once, on a worker thread, as that takes up to a second for
 * the first: {@link #compile} does it ahead of time. A call that comes before they are compiled
 * waits for them. Safe for concurrent use, and made to be shared, so that event loops share what is
 * compiled.
 */
public final class ValidationInterceptor implements Interceptor {

  /**
   * The size in bytes of the largest message of which all violations are found. Of a larger one the
   * first is enough: a client could else have thousands made of one request.
   */
  private static final int MAX_SIZE_FOR_ALL = 2048;

  private final Map<Descriptor, Future<Validators>> compiled = new ConcurrentHashMap<>();
  private final Set<Descriptor> tried = new HashSet<>();
  private @Nullable Validators validators;

  /** Both ways to validate; each has its own compiled rules. */
  private record Validators(Validator all, Validator first) {

    static Validators make() {
      return new Validators(
          ValidatorFactory.newBuilder().build(),
          ValidatorFactory.newBuilder()
              .withConfig(Config.newBuilder().setFailFast(true).build())
              .build());
    }

    Validator of(Message message) {
      return message.getSerializedSize() <= MAX_SIZE_FOR_ALL ? all : first;
    }
  }

  /** Makes the interceptor, with no rules compiled yet. */
  public ValidationInterceptor() {}

  /**
   * Compiles the rules of request types, and of all types within them.
   *
   * @param vertx whose worker threads do it
   * @param types the types of request messages
   * @return done; failed with an {@link IllegalArgumentException} if rules are wrong, which names
   *     their message
   */
  public Future<Void> compile(Vertx vertx, Collection<Descriptor> types) {
    List<Future<Validators>> all = new ArrayList<>();
    for (Descriptor type : types) {
      if (hasRules(type)) {
        all.add(compiled(vertx, type));
      }
    }
    return Future.join(all).mapEmpty();
  }

  private static boolean hasRules(Descriptor type) {
    return Rules.reached(type).stream().anyMatch(Rules::has);
  }

  private Future<Validators> compiled(Vertx vertx, Descriptor type) {
    return compiled.computeIfAbsent(
        type, missing -> vertx.executeBlocking(() -> compile(missing), false));
  }

  private synchronized Validators compile(Descriptor type) {
    Validators made = validators;
    if (made == null) {
      made = Validators.make();
      validators = made;
    }
    // Those within first, so that the one at fault is named.
    for (Descriptor each : Rules.reached(type)) {
      if (tried.add(each)) {
        compile(made.all(), each);
        compile(made.first(), each);
      }
    }
    return made;
  }

  private void compile(Validator validator, Descriptor type) {
    try {
      validator.validate(DynamicMessage.getDefaultInstance(type));
    } catch (CompilationException e) {
      tried.remove(type);
      throw new IllegalArgumentException(
          "rules of "
              + type.getFullName()
              + ": "
              + e.getMessage()
              + " (expected: rules that compile)",
          e);
    } catch (ValidationException e) {
      // It compiled; that a rule fails on an empty message says nothing of others.
    }
  }

  @Override
  public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
      RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
    Descriptor type = method.requestPrototype().getDescriptorForType();
    if (!hasRules(type)) {
      return next;
    }
    boolean streams = method.descriptor().isClientStreaming();
    return call -> {
      Future<Validators> rules = compiled(call.context().owner(), type);
      if (rules.succeeded()) {
        passOn(call, rules.result(), streams, next);
      } else {
        call.passOnAfter(rules, held -> passOn(held, rules.result(), streams, next));
      }
    };
  }

  private static <Req, Resp> void passOn(
      ServerCall<Req, Resp> call,
      Validators rules,
      boolean streams,
      Handler<ServerCall<Req, Resp>> next) {
    if (streams) {
      long[] index = {0};
      call.onMessage(message -> check(rules, (Message) message, index[0]++));
    } else {
      call.onMessage(message -> check(rules, (Message) message, Violations.ALONE));
    }
    next.handle(call);
  }

  private static void check(Validators rules, Message message, long index) {
    ValidationResult result;
    try {
      result = rules.of(message).validate(message);
    } catch (ValidationException e) {
      throw new IllegalStateException(
          "rules of " + message.getDescriptorForType().getFullName() + ": " + e.getMessage(), e);
    }
    if (!result.isSuccess()) {
      throw Violations.failure(result.getViolations(), index);
    }
  }
}
