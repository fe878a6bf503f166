package dev.sluice.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import dev.sluice.config.LoggingConfig;
import dev.sluice.interceptor.AccessLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The log of a process that the command line started.
 *
 * <p>It is set up in code, so that nothing in the jar touches the logging of an application that
 * has Sluice as a library, and no XML is read at start-up. Whoever brings a {@code logback.xml}, on
 * the class path or by {@code -Dlogback.configurationFile}, is left to it, and finds in the MDC
 * what is known of the call.
 */
final class Logging {

  private static final String VERTX_DELEGATE = "vertx.logger-delegate-factory-class-name";

  private static final String JAVA_FILE = "java.util.logging.config.file";
  private static final String JAVA_CLASS = "java.util.logging.config.class";

  private Logging() {}

  /**
   * Has Vert.x, and libraries that use {@code java.util.logging}, log through SLF4J, unless told
   * otherwise; to be called before any class of Vert.x is loaded.
   */
  static void routeToSlf4j() {
    if (System.getProperty(VERTX_DELEGATE) == null) {
      System.setProperty(VERTX_DELEGATE, "io.vertx.core.logging.SLF4JLogDelegateFactory");
    }
    routeJavaLogging();
  }

  /**
   * Has libraries that use {@code java.util.logging} log through SLF4J, unless told otherwise; to
   * be called before any of them logs.
   */
  static void routeJavaLogging() {
    if (System.getProperty(JAVA_FILE) == null && System.getProperty(JAVA_CLASS) == null) {
      System.setProperty(JAVA_CLASS, JavaLogging.class.getName());
    }
  }

  /**
   * Logs to the standard output as the conf says.
   *
   * @return where the access log goes; null if the user has configured Logback
   */
  static @Nullable AccessLog configure(LoggingConfig logging) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return null;
    }
    CallMdc.install(context);
    if (isConfiguredByUser()) {
      return null;
    }
    Level own = Level.toLevel(logging.level().name());
    Level libraries = own.isGreaterOrEqual(Level.INFO) ? own : Level.INFO;
    context.reset();
    LogLines lines =
        logging.format() == LoggingConfig.Format.JSON
            ? new JsonLines(context)
            : new TextLines(context);
    LogThread log = new LogThread(lines, System.out, context.getLogger(Logging.class));
    append(context, log, libraries);
    context.getLogger("dev.sluice").setLevel(own);
    // At INFO, Netty tells of every frame that a client sends for a stream that is closed.
    context
        .getLogger("io.netty")
        .setLevel(libraries.isGreaterOrEqual(Level.WARN) ? libraries : Level.WARN);
    // The launchers' own lines say what the command has said already, with a stack trace.
    context.getLogger("io.vertx.launcher").setLevel(Level.OFF);
    context.getLogger("io.vertx.core.impl.launcher").setLevel(Level.OFF);
    Logger access = context.getLogger(AccessLog.LOGGER);
    return entry -> {
      if (access.isInfoEnabled()) {
        log.add(entry);
      }
    };
  }

  /** Logs nothing: for commands that say themselves what went wrong, and until the conf is read. */
  static void silence() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
        && !isConfiguredByUser()) {
      context.reset();
      context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    }
  }

  /** Leaves it to the server to say that spans cannot be sent: the exporter would each time. */
  static void silenceExporter() {
    Exporter.LOGGER.setLevel(java.util.logging.Level.OFF);
  }

  /** Holds its logger, since java.util.logging forgets what nobody holds. */
  private static final class Exporter {
    static final java.util.logging.Logger LOGGER =
        java.util.logging.Logger.getLogger("io.opentelemetry");
  }

  /** Writes what has been logged and is not written yet; to be called before the process ends. */
  static void flush() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }

  private static boolean isConfiguredByUser() {
    ClassLoader loader = Logging.class.getClassLoader();
    return System.getProperty(ContextInitializer.CONFIG_FILE_PROPERTY) != null
        || loader.getResource(ContextInitializer.AUTOCONFIG_FILE) != null
        || loader.getResource(ContextInitializer.TEST_AUTOCONFIG_FILE) != null;
  }

  private static void append(LoggerContext context, LogThread log, Level level) {
    QueuedAppender queued = new QueuedAppender(log);
    queued.setContext(context);
    queued.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level);
    root.addAppender(queued);
  }
}
