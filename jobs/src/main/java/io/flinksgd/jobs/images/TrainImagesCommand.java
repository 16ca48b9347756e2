// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.images;

import io.flinksgd.flink.option.TrainingOptions;
import io.flinksgd.jobs.OptionLine;
import io.flinksgd.jobs.local.Interruption;
import io.flinksgd.jobs.local.ListenOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flink-sgd train-images}. */
@Command(
    name = "train-images",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Trains a network on Fashion-MNIST.",
      "Starts a Kafka broker and a Flink cluster of its own, streams the images through Kafka, and"
          + " leaves summary.json. On Debian, apt-get install dataset-fashion-mnist brings the"
          + " images."
    })
public final class TrainImagesCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "2",
      description = "How often all images are streamed. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--network",
      paramLabel = "NAME[:k=v,...]",
      description = "softmax, mlp, lenet or resnet20; the same as --model. Default: lenet.")
  private String network;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "/usr/share/datasets/fashion-mnist",
      description = "Folder with the four idx files. Default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "0",
      description = "Images of an epoch. Default: all.")
  private int images;

  @Option(
      names = "--straggler",
      paramLabel = "MSms:SHARE",
      defaultValue = "",
      description = "One worker pauses for so long in this share of its steps: 50ms:0.3.")
  private String straggler;

  @Option(
      names = "--evaluate",
      paramLabel = "true|false",
      defaultValue = "true",
      arity = "1",
      description = "Measure test accuracy after every epoch, and not only at the end.")
  private boolean evaluate;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "train-images-output",
      description = "Where summary and log go. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Mixin private ListenOption listen;

  /** Adds the training options to {@code train-images}. */
  public static void complete(CommandSpec command) {
    OptionLine.addTrainingTo(command, ImagePlan.defaults());
  }

  @Override
  public Integer call() throws Exception {
    Configuration options = ImagePlan.defaults();
    OptionLine.read(command.commandLine().getParseResult(), options);
    if (network != null) {
      options.setString(TrainingOptions.MODEL.name(), network);
    }
    ImagePlan plan =
        new ImagePlan(
            data, new ImagePlan.Schedule(epochs, images, evaluate), output, straggler, options);
    TrainImages training = new TrainImages(plan, listen);
    Files.createDirectories(output);
    ImageSummary summary = Interruption.guard(training::run);
    summary.write(output.resolve("summary.json"));
    System.out.println("Summary   " + output.resolve("summary.json").toAbsolutePath().toUri());
    return 0;
  }
}
