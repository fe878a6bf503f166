import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.EverythingServiceApi;
import org.openapitools.client.model.SluiceTestV1Colour;
import org.openapitools.client.model.SluiceTestV1Everything;
import org.openapitools.client.model.SluiceTestV1EverythingNested;

/** Sends a message with all kinds of fields to the server at a URL, as OpenAPI Generator knows it. */
public final class Everything {

  private Everything() {}

  public static void main(String[] args) throws ApiException {
    ApiClient client = new ApiClient();
    client.updateBaseUri(args[0]);
    EverythingServiceApi api = new EverythingServiceApi(client);

    SluiceTestV1Everything everything =
        new SluiceTestV1Everything()
            .aDouble(0.5)
            .anInt32(-1)
            .anInt64("-9007199254740993")
            .aUint32(4294967295L)
            .aBool(true)
            .aString("text")
            .aBytes(new byte[] {1, 2, 3})
            .colour(SluiceTestV1Colour.COLOUR_BLUE)
            .nested(nested("outer").inner(new SluiceTestV1EverythingNested().number(1)))
            .longs(List.of("1", "2"))
            .nesteds(List.of(nested("a"), nested("b")))
            .labels(Map.of("key", "value"))
            .byNumber(Map.of("7", nested("seven")))
            .choiceText("chosen")
            .timestamp(OffsetDateTime.parse("2026-02-11T09:14:25.123456Z"))
            .duration("1.500s")
            .mask("aString,nested.text")
            .struct(Map.of("key", List.of(1.5, "x")))
            .value("any")
            .int64Wrapper("12")
            .newName("renamed");
    SluiceTestV1Everything echo = api.everythingServiceEcho(everything);
    if (!echo.equals(everything)) {
      throw new AssertionError(echo + " (expected: " + everything + ")");
    }

    List<Integer> numbers =
        api.everythingServiceJoin(
                List.of(
                    new SluiceTestV1Everything().anInt32(1),
                    new SluiceTestV1Everything().anInt32(2)))
            .getNumbers();
    if (!numbers.equals(List.of(1, 2))) {
      throw new AssertionError(numbers);
    }
  }

  private static SluiceTestV1EverythingNested nested(String text) {
    return new SluiceTestV1EverythingNested().text(text);
  }
}
