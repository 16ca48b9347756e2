// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.sql;

import io.flinksgd.jobs.FlinkDefaults;
import io.flinksgd.jobs.local.LocalCluster;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.ResultKind;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.StringUtils;

/** Executes statements one after the other and shows what they give. For one thread. */
final class Session implements AutoCloseable {
  /** A statement of Flink's SQL client, which its Table API does not know. */
  private static final Pattern SET =
      Pattern.compile("(?is)SET\\s+'([^']+)'\\s*=\\s*'((?:[^']|'')*)'");

  private static final int LONGEST = 100;
  private static final int PATIENCE_SECONDS = 20;

  private final TableEnvironment tables;
  private final KafkaTables topics;
  private final PrintWriter out;
  private final OptionalLong rows;
  private final List<JobClient> inserts = new ArrayList<>();

  private Session(TableEnvironment tables, KafkaTables topics, PrintWriter out, OptionalLong rows) {
    this.tables = tables;
    this.topics = topics;
    this.out = out;
    this.rows = rows;
  }

  /**
   * A session on {@code cluster}.
   *
   * @param kafka where the topics of tables are made
   * @param rows how many each query gives; all when empty
   */
  static Session on(LocalCluster cluster, String kafka, PrintWriter out, OptionalLong rows)
      throws Exception {
    URI ui = cluster.ui();
    Configuration config = new Configuration();
    config.set(DeploymentOptions.TARGET, "remote");
    config.set(RestOptions.ADDRESS, ui.getHost());
    config.set(RestOptions.PORT, ui.getPort());
    config.set(CoreOptions.DEFAULT_PARALLELISM, Runtime.getRuntime().availableProcessors());
    config.addAll(FlinkDefaults.missingIn(config));
    TableEnvironment tables =
        TableEnvironment.create(
            EnvironmentSettings.newInstance().inStreamingMode().withConfiguration(config).build());
    return new Session(tables, new KafkaTables(tables, kafka), out, rows);
  }

  void execute(String statement) throws Exception {
    out.println();
    out.println(shortened(statement) + ";");
    Matcher set = SET.matcher(statement);
    if (set.matches()) {
      tables.getConfig().set(set.group(1), set.group(2).replace("''", "'"));
      return;
    }
    TableResult result = tables.executeSql(statement);
    topics.createMissing();
    if (result.getResultKind() != ResultKind.SUCCESS) {
      if (isQuery(statement)) {
        show(result, rows.orElse(Long.MAX_VALUE));
      } else if (result.getJobClient().isPresent()) {
        inserts.add(result.getJobClient().get());
        out.println("job " + result.getJobClient().get().getJobID());
      } else {
        show(result, Long.MAX_VALUE);
      }
    }
    out.flush();
  }

  private static boolean isQuery(String statement) {
    return statement.toUpperCase(Locale.ROOT).matches("(?s)[(\\s]*(SELECT|WITH|VALUES|TABLE)\\b.*");
  }

  private static String shortened(String statement) {
    String line = statement.replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
  }

  @SuppressWarnings("try") // close() may be interrupted
  private void show(TableResult result, long most) throws Exception {
    out.println(String.join(" | ", result.getResolvedSchema().getColumnNames()));
    out.flush();
    try (CloseableIterator<Row> found = result.collect()) {
      for (long n = 0; n < most && found.hasNext(); n++) {
        out.println(line(found.next()));
        out.flush();
      }
    }
  }

  private static String line(Row row) {
    StringBuilder line = new StringBuilder();
    if (row.getKind() != RowKind.INSERT) {
      line.append(row.getKind().shortString()).append(' ');
    }
    for (int i = 0; i < row.getArity(); i++) {
      line.append(i == 0 ? "" : " | ").append(StringUtils.arrayAwareToString(row.getField(i)));
    }
    return line.toString();
  }

  /** Waits for what was inserted, unless queries were cut short. */
  void finish() throws InterruptedException, ExecutionException {
    if (rows.isEmpty()) {
      for (JobClient insert : inserts) {
        var unused = insert.getJobExecutionResult().get();
      }
      inserts.clear();
    }
  }

  /** Ends what still runs. */
  @Override
  public void close() {
    for (JobClient insert : inserts) {
      try {
        insert.cancel().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
      } catch (CompletionException e) {
        // it has ended by itself, or the cluster ends it
        out.println("job " + insert.getJobID() + ": " + e.getMessage());
      }
    }
  }
}
