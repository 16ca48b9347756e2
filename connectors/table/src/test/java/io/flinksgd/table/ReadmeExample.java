package io.flinksgd.table;

import io.flinksgd.feature.FeatureHasher;
import io.flinksgd.flink.TrainingStreams;
import io.flinksgd.kafka.example.ExampleStreams;
import io.flinksgd.kafka.example.KafkaExamples;
import io.flinksgd.kafka.result.KafkaModel;
import io.flinksgd.kafka.scoring.ScoreFunction;
import io.flinksgd.kafka.sink.KafkaTarget;
import io.flinksgd.model.LogisticRegression;
import io.flinksgd.reader.Score;
import io.flinksgd.spec.TrainingSpec;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Model;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.ColumnList;

/** The README's examples, so that they compile; a test runs them. */
final class ReadmeExample {
  /** A request to be scored. */
  public static final class Request {
    public String ad = "";
  }

  private ReadmeExample() {}

  static TableResult train(TableEnvironment tables, String kafka) {
    SgdModel ads = SgdModel.of(kafka, "clicks-model");
    return tables.from("clicks").insertInto(ads.training().build()).execute();
  }

  static Table predict(TableEnvironment tables, Table requests, String kafka) {
    SgdModel ads = SgdModel.of(kafka, "clicks-model");
    Model model = tables.fromModel(ads.prediction(requests, "ad").build());
    return model.predict(requests, ColumnList.of("ad"));
  }

  static void train(StreamExecutionEnvironment env, String kafka) {
    ExampleStreams ads = KafkaExamples.from(kafka, "ads").hashed(FeatureHasher.bits(18)).in(env);
    TrainingStreams trained = ads.train(TrainingSpec.of(LogisticRegression.hashed(18)));
    KafkaModel.publish(trained.publications(), KafkaTarget.of(kafka, "ads-model"));
  }

  static DataStream<Score> score(DataStream<Request> requests, String kafka) {
    return requests.map(ScoreFunction.of(kafka, "ads-model", request -> Map.of("ad", request.ad)));
  }
}
