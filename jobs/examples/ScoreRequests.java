// SPDX-License-Identifier: Apache-2.0
import io.flinksgd.kafka.scoring.ScoreFunction;
import io.flinksgd.reader.Score;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Scores a stream with the newest model on the topic {@code clicks-model}. Argument: the Kafka
 * cluster, by default localhost:9092.
 */
public final class ScoreRequests {
  /** What is to be scored. */
  public static final class Request {
    public String ad = "";
    public String device = "";

    public Request() {}

    public Request(String ad, String device) {
      this.ad = ad;
      this.device = device;
    }
  }

  private ScoreRequests() {}

  public static void main(String[] arguments) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    score(env, arguments.length > 0 ? arguments[0] : "localhost:9092").print();
    env.execute("scores");
  }

  /** A score for each request. */
  public static DataStream<Score> score(StreamExecutionEnvironment env, String kafka) {
    DataStream<Request> requests =
        env.fromData(new Request("a17", "phone"), new Request("a17", "desktop"));
    return requests.map(
        ScoreFunction.of(
            kafka, "clicks-model", request -> Map.of("ad", request.ad, "device", request.device)));
  }
}
