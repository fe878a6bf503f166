package dev.sluice;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a server says at {@code /metrics}.
 *
 * @param lines its lines
 */
public record MetricsPage(List<String> lines) {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Asks the server at a port of this machine. */
  public static MetricsPage at(int port) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
    return new MetricsPage(HTTP.send(request, BodyHandlers.ofLines()).body().toList());
  }

  /** The sum of a metric over all lines that have these labels. */
  public double sum(String metric, Map<String, String> labels) {
    return lines.stream()
        .filter(line -> line.startsWith(metric + "{"))
        .filter(
            line ->
                labels.entrySet().stream()
                    .allMatch(
                        label -> line.contains(label.getKey() + "=\"" + label.getValue() + "\"")))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
