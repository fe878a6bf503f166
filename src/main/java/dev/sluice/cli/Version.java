package dev.sluice.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the jar, from its manifest. */
final class Version implements IVersionProvider {

  static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(unpackaged)" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"Sluice " + number()};
  }
}
