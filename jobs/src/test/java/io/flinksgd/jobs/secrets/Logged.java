// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.secrets;

import java.util.Set;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** All that this process logs from INFO on, until it is closed; nothing is printed meanwhile. */
final class Logged extends AbstractAppender implements AutoCloseable {
  private final StringBuilder text = new StringBuilder();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final LoggerConfig root = context.getConfiguration().getRootLogger();
  private final Level before = root.getLevel();
  private final Set<String> others = Set.copyOf(root.getAppenders().keySet());

  private Logged() {
    super(
        "logged",
        null,
        PatternLayout.newBuilder().withPattern("%p %c - %m%n%throwable").build(),
        false,
        Property.EMPTY_ARRAY);
  }

  static Logged begin() {
    Logged logged = new Logged();
    logged.start();
    logged.others.forEach(logged.root::removeAppender);
    logged.root.addAppender(logged, Level.ALL, null);
    logged.root.setLevel(Level.INFO);
    logged.context.updateLoggers();
    return logged;
  }

  @Override
  public void append(LogEvent event) {
    String line = getLayout().toSerializable(event).toString();
    synchronized (text) {
      text.append(line);
    }
  }

  String text() {
    synchronized (text) {
      return text.toString();
    }
  }

  @Override
  public void close() {
    root.removeAppender(getName());
    others.forEach(
        name -> root.addAppender(context.getConfiguration().getAppender(name), null, null));
    root.setLevel(before);
    context.updateLoggers();
    stop();
  }
}
