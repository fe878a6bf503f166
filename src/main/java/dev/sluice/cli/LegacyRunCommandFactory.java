package dev.sluice.cli;

import io.vertx.core.spi.launcher.DefaultCommandFactory;

/** Gives the legacy launcher {@link LegacyRunCommand}; found with {@code ServiceLoader}. */
public final class LegacyRunCommandFactory extends DefaultCommandFactory<LegacyRunCommand> {

  /** Creates the factory. */
  public LegacyRunCommandFactory() {
    super(LegacyRunCommand.class, LegacyRunCommand::new);
  }
}
