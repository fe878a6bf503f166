package dev.sluice.openapi;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import dev.sluice.config.ContractConfig;

/**
 * How the generator sees descriptors.
 *
 * @param comments their comments
 * @param annotations what grpc-gateway's annotations say of them
 * @param visibility what of them may be seen
 * @param names what they are called
 */
record View(Comments comments, Annotations annotations, Visibility visibility, Names names) {

  static View of(DescriptorSet set, ContractConfig config) {
    return new View(
        new Comments(),
        Annotations.of(set),
        new Visibility(config.visibility()),
        new Names(config, set));
  }

  /** Sees all, by the names that there are unless told otherwise, and no annotations. */
  static View plain() {
    return of(DescriptorSet.of(FileDescriptorSet.getDefaultInstance()), ContractConfig.DEFAULT);
  }
}
