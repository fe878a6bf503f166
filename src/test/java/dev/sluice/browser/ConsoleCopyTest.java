package dev.sluice.browser;

import static dev.sluice.browser.Console.OK;
import static dev.sluice.browser.Console.SEND;
import static dev.sluice.browser.Console.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.interop.ExternalClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page copies, run where it is to be run. */
class ConsoleCopyTest extends WithConsole {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "helloworld.Greeter/SayHello | POST /v1/hello | {\"name\": \"O'Hara $HOME `id` \\\\n \\u00e9!\"}",
        "helloworld.Greeter/SayHello | GET /v1/hello | {\"name\": \"a b/c?d#e'f&g=h%20\"}",
        "sluice.test.v1.EverythingService/Echo | POST /v1/echo | {\"aString\": \"'\", \"anInt64\": 9007199254740993}",
        "sluice.test.v1.EverythingService/Update | PATCH /v1 | {\"name\": \"shelves/1/things/it's\", \"thing\": {\"aString\": \"x\"}, \"validateOnly\": true}",
        "routeguide.RouteGuide/ListFeatures | GET /v1/features | {\"lo\": {\"latitude\": 400000000, \"longitude\": -750000000}, \"hi\": {\"latitude\": 407000000, \"longitude\": -747000000}}",
        "sluice.test.v1.EverythingService/Chat | one body | {\"aString\": \"one\"} {\"aString\": \"two\"}"
      })
  void copiesACallAsCurlThatAnswersTheSame(String method, String door, String request)
      throws Exception {
    console.openMethod(method);
    console.choose("select[name=door]", door);
    console.ask(request);
    console.addMetadata("x-note", "it's \"quoted\"");
    console.setDeadline("30");
    browser.click(SEND);
    browser.until(OK);
    String shown =
        String.valueOf(
            browser.run(
                "return [...document.querySelectorAll('.log .received pre')]"
                    + ".map((e) => JSON.stringify(JSON.parse(e.textContent))).join('\\n')"));

    String answer = shell(console.copied("curl"));

    assertThat(answer.strip()).isEqualTo(shown);
  }

  @Test
  void putsTheValuesOfARepeatedFieldIntoThePath() throws Exception {
    console.openMethod("helloworld.Greeter/SayHello");

    Object paths =
        browser.run(
            """
            return import('/console/request.js').then((request) => {
              const operation = {path: '/v1/{words}', variables: {}, body: '*', pathSeparator: '|'};
              return [['a', 'b c'], [], ['a', ''], ['a|b']].map((words) => {
                try {
                  return request.bind(operation, [{words}]).path;
                } catch (failure) {
                  return failure.message;
                }
              }).join('; ');
            });
            """);

    assertThat(paths)
        .isEqualTo(
            "/v1/a%7Cb%20c; words is part of the path: it needs values;"
                + " words is part of the path: it needs values;"
                + " words is part of the path: its values stand between | and cannot have it");
  }

  @Test
  void copiesTheSecretAsAVariableOfTheShell() throws Exception {
    console.openStaged("Join");
    console.choose("select[name=door]", "one body");
    console.ask("{}");
    console.setCredential("API key", "s3cret");
    browser.type("input[name=credential-header]", "x-request-id");

    String command = console.copied("curl");

    assertThat(command).doesNotContain("s3cret");
    assertThat(shell("API_KEY=\"it's\"; " + command)).contains("\"x-request-id\":\"it's\"");
  }

  @Test
  void copiesACallAsGrpcurl() throws Exception {
    console.openMethod("helloworld.Greeter/SayHelloStreamReply");
    console.ask("{\"name\": \"O'Hara\"}");
    console.addMetadata("x-note", "it's");
    console.setDeadline("1.5");

    String command = console.copied("grpcurl");

    assertThat(command)
        .isEqualTo(
            "grpcurl -plaintext \\\n  -H 'x-note: it'\\''s' \\\n  -max-time 1.5 \\\n"
                + "  -d '{\"name\": \"O'\\''Hara\"}' \\\n  '"
                + server.target()
                + "' helloworld.Greeter/SayHelloStreamReply");
    ExternalClient grpcurl = new ExternalClient("SLUICE_GRPCURL", "grpcurl");
    assumeTrue(grpcurl.canRun("-version"), "no grpcurl to run what was copied");
    String program = System.getenv().getOrDefault("SLUICE_GRPCURL", "grpcurl");
    assertThat(shell("grpcurl() { '" + program + "' \"$@\"; }; " + command)).contains("O'Hara");
  }

  @Test
  void copiesWithoutTheApiOfTheClipboard() throws Exception {
    console.openMethod("helloworld.Greeter/SayHello");
    browser.run("Object.defineProperty(navigator, 'clipboard', {value: undefined})");
    browser.run(
        "document.addEventListener('copy', () => { window.seen = document.activeElement.value; })");

    String command = console.copied("curl");

    assertThat(browser.text(".copying")).contains("Copied.");
    assertThat(browser.run("return window.seen")).isEqualTo(command);
  }
}
