package dev.sluice.browser;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chromium without a screen, steered by <a href="https://www.w3.org/TR/webdriver2/">WebDriver</a>.
 *
 * <p>{@code SLUICE_CHROMEDRIVER} and {@code SLUICE_CHROMIUM} say where the two programs are; else
 * they are looked for on the path.
 */
final class Browser implements AutoCloseable {

  private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final Path profile;
  private final String origin;
  private final String session;

  private Browser(Process driver, int port, Path profile, String chromium) throws Exception {
    this.driver = driver;
    this.profile = profile;
    this.origin = "http://127.0.0.1:" + port;
    JsonArray arguments =
        new JsonArray(
            List.of(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,900",
                "--user-data-dir=" + profile));
    JsonObject wanted =
        new JsonObject()
            .put("browserName", "chrome")
            .put("timeouts", new JsonObject().put("script", PATIENCE.toMillis()))
            .put(
                "goog:loggingPrefs",
                new JsonObject().put("browser", "ALL").put("performance", "ALL"))
            .put(
                "goog:chromeOptions",
                new JsonObject().put("binary", chromium).put("args", arguments));
    JsonObject made =
        (JsonObject)
            call(
                "POST",
                "/session",
                new JsonObject().put("capabilities", new JsonObject().put("alwaysMatch", wanted)));
    this.session = "/session/" + made.getString("sessionId");
  }

  /** Starts a browser; null if there is none. */
  static @Nullable Browser start() throws Exception {
    String driver = find("SLUICE_CHROMEDRIVER", "chromedriver");
    String chromium = find("SLUICE_CHROMIUM", "chromium", "chromium-browser", "google-chrome");
    if (driver == null || chromium == null) {
      return null;
    }
    Path profile = Files.createTempDirectory("sluice-browser");
    Process process =
        new ProcessBuilder(driver, "--port=0")
            .redirectErrorStream(true)
            .directory(profile.toFile())
            .start();
    try {
      return new Browser(process, port(process), profile, chromium);
    } catch (Exception | Error e) {
      stop(process);
      delete(profile);
      throw e;
    }
  }

  private static @Nullable String find(String variable, String... names) {
    String told = System.getenv(variable);
    if (told != null && !told.isEmpty()) {
      return told;
    }
    return Arrays.stream(names)
        .flatMap(
            name ->
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse(null);
  }

  private static int port(Process driver) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher matcher = STARTED.matcher(line);
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
      said.append(line).append('\n');
    }
    throw new IOException("the driver did not start: " + said);
  }

  /** Opens a page anew, and waits until it is there with all that it needs. */
  void open(String url) throws Exception {
    open(url, "document.body.dataset.ready");
  }

  /** Opens a page anew, and waits until an expression is true in it. */
  void open(String url, String ready) throws Exception {
    call("POST", session + "/url", new JsonObject().put("url", "about:blank"));
    call("POST", session + "/url", new JsonObject().put("url", url));
    until(ready);
  }

  /** What a script returns. */
  @Nullable Object run(String script, Object... arguments) throws Exception {
    return call(
        "POST",
        session + "/execute/sync",
        new JsonObject().put("script", script).put("args", new JsonArray(List.of(arguments))));
  }

  /** The first value of an expression that is true, in a page that goes on meanwhile. */
  Object until(String expression) throws Exception {
    String script =
        """
        const done = arguments[0];
        (function look() {
          const value = (%s);
          if (value) { done(value); } else { setTimeout(look, 10); }
        })();
        """
            .formatted(expression);
    try {
      return Objects.requireNonNull(
          call(
              "POST",
              session + "/execute/async",
              new JsonObject().put("script", script).put("args", new JsonArray())));
    } catch (AssertionError e) {
      throw new AssertionError(expression + " did not come true on: " + text("body"), e);
    }
  }

  /** The text that people see of an element. */
  String text(String selector) throws Exception {
    return String.valueOf(call("GET", session + "/element/" + find(selector) + "/text", null));
  }

  /** The names that elements that are shown have for those who cannot see them. */
  List<String> labels(String selector) throws Exception {
    String shown =
        "return [...document.querySelectorAll(arguments[0])].filter((e) => e.checkVisibility())";
    JsonArray found = (JsonArray) Objects.requireNonNull(run(shown, selector));
    List<String> labels = new ArrayList<>();
    for (Object each : found) {
      String path = session + "/element/" + elementOf(each) + "/computedlabel";
      labels.add(String.valueOf(call("GET", path, null)));
    }
    return labels;
  }

  /** Clicks on an element as a mouse does. */
  void click(String selector) throws Exception {
    call("POST", session + "/element/" + find(selector) + "/click", new JsonObject());
  }

  /** Types into an element, in place of what is there. */
  void type(String selector, String text) throws Exception {
    String element = find(selector);
    call("POST", session + "/element/" + element + "/clear", new JsonObject());
    press(element, text);
  }

  /** Presses keys where the focus is. */
  void press(CharSequence keys) throws Exception {
    press(elementOf(call("GET", session + "/element/active", null)), keys);
  }

  /** Presses keys while an element has the focus. */
  void press(String selector, CharSequence keys) throws Exception {
    String element = selector.startsWith("f.") ? selector : find(selector);
    call(
        "POST",
        session + "/element/" + element + "/value",
        new JsonObject().put("text", keys.toString()));
  }

  private String find(String selector) throws Exception {
    return elementOf(
        call(
            "POST",
            session + "/element",
            new JsonObject().put("using", "css selector").put("value", selector)));
  }

  private static String elementOf(@Nullable Object found) {
    return ((JsonObject) Objects.requireNonNull(found)).getString(ELEMENT);
  }

  /** A command of the browser's own protocol. */
  void command(String name, JsonObject parameters) throws Exception {
    call(
        "POST",
        session + "/goog/cdp/execute",
        new JsonObject().put("cmd", name).put("params", parameters));
  }

  /** What the console of the browser has said since it was last asked. */
  List<String> console() throws Exception {
    return log("browser").map(entry -> entry.getString("message")).toList();
  }

  /** The addresses that the page has asked others for since it was last asked. */
  List<URI> requests() throws Exception {
    return log("performance")
        .map(entry -> new JsonObject(entry.getString("message")).getJsonObject("message"))
        .filter(
            message ->
                List.of("Network.requestWillBeSent", "Network.webSocketCreated")
                    .contains(message.getString("method")))
        .map(message -> message.getJsonObject("params"))
        .map(
            parameters ->
                parameters.getString(
                    "url", parameters.getJsonObject("request", new JsonObject()).getString("url")))
        .filter(url -> url.matches("(http|ws)s?:.*")) // not data:, nor chrome: of its own pages
        .map(URI::create)
        .toList();
  }

  private Stream<JsonObject> log(String type) throws Exception {
    JsonArray entries =
        (JsonArray)
            Objects.requireNonNull(
                call("POST", session + "/se/log", new JsonObject().put("type", type)));
    return entries.stream().map(JsonObject.class::cast);
  }

  private @Nullable Object call(String method, String path, @Nullable JsonObject body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(origin + path))
            .timeout(PATIENCE.multipliedBy(2))
            .header("content-type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body.encode()))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    Object value = new JsonObject(response.body()).getValue("value");
    if (response.statusCode() != 200) {
      JsonObject fault = (JsonObject) value;
      throw new AssertionError(
          method + " " + path + " " + body + ": " + fault.getString("message"));
    }
    return value;
  }

  @Override
  public void close() throws Exception {
    try {
      call("DELETE", session, null);
    } finally {
      stop(driver);
      delete(profile);
    }
  }

  /** Stops the driver, and the browser that it would leave behind. */
  private static void stop(Process driver) throws InterruptedException {
    driver.descendants().forEach(ProcessHandle::destroyForcibly);
    driver.destroyForcibly();
    driver.waitFor();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
