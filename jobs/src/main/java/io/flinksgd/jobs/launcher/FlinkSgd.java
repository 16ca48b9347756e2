// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.launcher;

import io.flinksgd.jobs.ArgumentHelp;
import io.flinksgd.jobs.Arguments;
import io.flinksgd.jobs.OptionLine;
import io.flinksgd.jobs.benchmark.BenchmarkCommand;
import io.flinksgd.jobs.bounds.BoundsCommand;
import io.flinksgd.jobs.demo.DemoCommand;
import io.flinksgd.jobs.images.TrainImagesCommand;
import io.flinksgd.jobs.model.ModelCommand;
import io.flinksgd.jobs.simulate.SimulateCommand;
import io.flinksgd.jobs.sql.SqlCommand;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** What {@code bin/flink-sgd} runs: one command for each thing a user does. */
@Command(
    name = "flink-sgd",
    description = "Trains models continuously on Apache Flink.",
    mixinStandardHelpOptions = true,
    version = "flink-sgd 0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "example NAME [ARGUMENTS] compiles and runs a program of jobs/examples."},
    subcommands = {
      DemoCommand.class,
      TrainCommand.class,
      SimulateCommand.class,
      BoundsCommand.class,
      TrainImagesCommand.class,
      ModelCommand.class,
      SqlCommand.class,
      BenchmarkCommand.class
    })
final class FlinkSgd {
  private static final int BAD_USAGE = 2;
  private static final int FAILED = 1;

  private FlinkSgd() {}

  /** Ends the JVM with the command's exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new FlinkSgd());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    Map<String, CommandLine> commands = line.getSubcommands();
    OptionLine.addTo(commands.get("train").getCommandSpec());
    DemoCommand.complete(commands.get("demo").getCommandSpec());
    TrainImagesCommand.complete(commands.get("train-images").getCommandSpec());
    ArgumentHelp.addTo(commands.get("simulate").getCommandSpec());
    line.setExecutionStrategy(FlinkSgd::run);
    line.setParameterExceptionHandler(FlinkSgd::refuse);
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          boolean usage = e instanceof IllegalArgumentException;
          command.getErr().println("flink-sgd: " + Failure.words(e));
          return usage ? BAD_USAGE : FAILED;
        });
    return line;
  }

  private static int run(ParseResult parsed) {
    Optional<String> help = ArgumentHelp.asked(parsed);
    if (help.isEmpty()) {
      return new RunLast().execute(parsed);
    }
    PrintWriter out = parsed.commandSpec().commandLine().getOut();
    out.print(help.get());
    out.flush();
    return 0;
  }

  private static int refuse(ParameterException e, String[] arguments) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("flink-sgd: " + Arguments.words(e));
    if (e.getCommandLine().getParent() == null) {
      err.println("Commands: " + String.join(", ", e.getCommandLine().getSubcommands().keySet()));
    }
    err.println("See " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return BAD_USAGE;
  }
}
