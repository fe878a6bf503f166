package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.ServiceProvider;
import dev.sluice.test.v1.MisruledServiceGrpcService;
import dev.sluice.test.v1.MisruledServiceService;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class RulesAtStartTest {

  /** Has a method whose requests have a rule that does not compile. */
  private static final class Misruled implements ServiceProvider {

    @Override
    public String name() {
      return "misruled";
    }

    @Override
    public Future<Service> create(Vertx vertx, JsonObject options) {
      return Future.succeededFuture(MisruledServiceGrpcService.of(new MisruledServiceService()));
    }
  }

  private static Future<String> deploy(Vertx vertx, boolean enabled) {
    JsonObject conf =
        new JsonObject()
            .put("host", "localhost")
            .put("port", 0)
            .put("validation", new JsonObject().put("enabled", enabled));
    return vertx.deployVerticle(
        new ServerVerticle(List.of(new Misruled())), new DeploymentOptions().setConfig(conf));
  }

  @Test
  void doesNotStartWithRulesThatDoNotCompile(Vertx vertx, VertxTestContext test) {
    deploy(vertx, true)
        .onComplete(
            test.failing(
                e ->
                    test.verify(
                        () -> {
                          assertThat(e)
                              .isInstanceOf(IllegalArgumentException.class)
                              .hasMessageStartingWith("rules of sluice.test.v1.Misruled.Inner: ");
                          test.completeNow();
                        })));
  }

  @Test
  void doesNotLookAtRulesThatAreNotToBeKept(Vertx vertx, VertxTestContext test) {
    deploy(vertx, false).onComplete(test.succeedingThenComplete());
  }
}
