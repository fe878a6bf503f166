package dev.sluice.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.sluice.test.v1.Needs;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MissingFieldsTest {

  static Stream<Message> messages() throws Exception {
    Needs named = Needs.newBuilder().setName("n").build();
    Needs needs =
        Needs.newBuilder()
            .setInner(Needs.newBuilder().setPart(Needs.Part.getDefaultInstance()).buildPartial())
            .addMore(named)
            .addMore(Needs.newBuilder().setInner(named).buildPartial())
            .addMore(Needs.newBuilder().setPart(Needs.Part.newBuilder().setSize(1)).buildPartial())
            .buildPartial();
    return Stream.of(
        needs,
        DynamicMessage.newBuilder(Needs.getDescriptor())
            .mergeFrom(needs.toByteString())
            .buildPartial());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void areThoseOfProtobufUpToTheLimit(Message message) {
    List<String> all = message.findInitializationErrors();

    assertThat(MissingFields.of(message, 100)).hasSize(5).containsExactlyInAnyOrderElementsOf(all);
    for (int limit = 0; limit <= all.size(); limit++) {
      assertThat(MissingFields.of(message, limit)).hasSize(limit);
    }
    assertThat(MissingFields.of(Needs.newBuilder().setName("n").build(), 100)).isEmpty();
  }
}
