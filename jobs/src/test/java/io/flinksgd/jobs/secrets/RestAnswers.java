// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Flink's REST says to anybody who asks: of the cluster, and of every job. */
final class RestAnswers {
  private static final List<String> CLUSTER =
      List.of(
          "/config",
          "/overview",
          "/jobs/overview",
          "/jobmanager/config",
          "/jobmanager/environment",
          "/jobmanager/metrics",
          "/jobmanager/thread-dump");
  private static final List<String> TASK_MANAGER = List.of("", "/metrics", "/thread-dump");
  private static final List<String> JOB =
      List.of(
          "",
          "/config",
          "/plan",
          "/jobmanager/config",
          "/jobmanager/environment",
          "/exceptions",
          "/checkpoints",
          "/checkpoints/config",
          "/accumulators?includeSerializedValue=true",
          "/metrics",
          "/status",
          "/resource-requirements");
  private static final List<String> VERTEX =
      List.of(
          "",
          "/taskmanagers",
          "/accumulators",
          "/metrics",
          "/subtasks/accumulators",
          "/subtasktimes",
          "/watermarks");

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final URI rest;
  private final Map<String, String> answers = new TreeMap<>();

  private RestAnswers(URI rest) {
    this.rest = rest;
  }

  /** The texts of all answers by what was asked. */
  static Map<String, String> of(URI rest) throws IOException, InterruptedException {
    RestAnswers all = new RestAnswers(rest);
    all.ask("", CLUSTER);
    for (JsonNode manager : all.ask("/taskmanagers").path("taskmanagers")) {
      all.ask("/taskmanagers/" + manager.path("id").asText(), TASK_MANAGER);
    }
    for (JsonNode job : all.ask("/jobs").path("jobs")) {
      String path = "/jobs/" + job.path("id").asText();
      all.ask(path, JOB);
      for (JsonNode vertex : all.ask(path).path("vertices")) {
        all.ask(path + "/vertices/" + vertex.path("id").asText(), VERTEX);
      }
    }
    return all.answers;
  }

  private void ask(String path, List<String> questions) throws IOException, InterruptedException {
    for (String question : questions) {
      JsonNode unused = ask(path + question);
    }
  }

  private JsonNode ask(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(rest.resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString());
    answers.put(path, answer.body());
    return answer.statusCode() == 200 ? json.readTree(answer.body()) : json.createObjectNode();
  }
}
