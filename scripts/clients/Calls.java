import java.util.List;
import java.util.Objects;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.AddressBookServiceApi;
import org.openapitools.client.api.GreeterApi;
import org.openapitools.client.api.RouteGuideApi;
import org.openapitools.client.model.HelloworldHelloRequest;
import org.openapitools.client.model.SluiceAddressbookV1Person;
import org.openapitools.client.model.SluiceAddressbookV1PersonPhoneNumber;
import org.openapitools.client.model.SluiceAddressbookV1PersonPhoneType;

/** Calls the server at a URL with what OpenAPI Generator makes of its contract. */
public final class Calls {

  private Calls() {}

  public static void main(String[] args) throws ApiException {
    ApiClient client = new ApiClient();
    client.updateBaseUri(args[0]);

    GreeterApi greeter = new GreeterApi(client);
    expect("Hello, world", greeter.greeterSayHello(new HelloworldHelloRequest().name("world")).getMessage());
    expect("Hello, A/B ä", greeter.greeterSayHello2("A/B ä").getMessage());

    RouteGuideApi guide = new RouteGuideApi(client);
    expect(2, guide.routeGuideListFeatures(409000000, -747000000, 410000000, -745000000).size());

    AddressBookServiceApi book = new AddressBookServiceApi(client);
    SluiceAddressbookV1PersonPhoneNumber number =
        new SluiceAddressbookV1PersonPhoneNumber()
            .number("+44 20 7946 0000")
            .type(SluiceAddressbookV1PersonPhoneType.HOME);
    SluiceAddressbookV1Person ada =
        book.addressBookServiceCreatePerson(
            new SluiceAddressbookV1Person().name("Ada Lovelace").phones(List.of(number)));
    expect(List.of(number), ada.getPhones());
    expect(ada, book.addressBookServiceGetPerson(ada.getId(), null));
    try {
      book.addressBookServiceGetPerson(0, null);
      throw new AssertionError("a person with the id 0");
    } catch (ApiException e) {
      expect(400, e.getCode());
    }
  }

  private static void expect(Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError(actual + " (expected: " + expected + ")");
    }
  }
}
