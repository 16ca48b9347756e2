// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A cluster's REST, as its web page uses it. */
final class Rest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BOUNDARY = "part";

  private final HttpClient http = HttpClient.newHttpClient();
  private final SessionCluster cluster;

  /** Answers as soon as the JobManager does, and has a TaskManager. */
  Rest(SessionCluster cluster) throws Exception {
    this.cluster = cluster;
    while (true) {
      try {
        if (get("/overview").path("slots-available").asInt() > 0) {
          return;
        }
      } catch (ConnectException e) {
        // not yet
      }
      cluster.pause();
    }
  }

  JsonNode get(String path) throws Exception {
    return send(request(path).GET());
  }

  /** Uploads a jar; what it is called there. */
  String upload(Path jar) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"%s\"\r\nContent-Type: application/x-java-archive\r\n\r\n"
            .formatted(BOUNDARY, jar.getFileName());
    body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(Files.readAllBytes(jar));
    body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    JsonNode answer =
        send(
            request("/jars/upload")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));
    String file = answer.get("filename").asText();
    return file.substring(file.lastIndexOf('/') + 1);
  }

  /** Runs a jar that was uploaded; the job's id. */
  String run(String jar, String main, List<String> arguments) throws Exception {
    String body = JSON.writeValueAsString(Map.of("entryClass", main, "programArgsList", arguments));
    return send(request("/jars/" + jar + "/run")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)))
        .get("jobid")
        .asText();
  }

  /** Cancels a job and waits until all its slots are free. */
  void cancel(String job) throws Exception {
    send(request("/jobs/" + job + "?mode=cancel").method("PATCH", nothing()));
    while (!get("/jobs/" + job).get("state").asText().equals("CANCELED")) {
      cluster.pause();
    }
    JsonNode slots = get("/overview");
    while (slots.get("slots-available").asInt() < slots.get("slots-total").asInt()) {
      cluster.pause();
      slots = get("/overview");
    }
  }

  private static HttpRequest.BodyPublisher nothing() {
    return HttpRequest.BodyPublishers.noBody();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(cluster.rest().resolve(URI.create(path)))
        .timeout(Duration.ofSeconds(60));
  }

  private JsonNode send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(response.uri() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }
}
