// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinksgd.jobs.cluster.SessionCluster;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A session with an SQL gateway over REST, as any program that speaks HTTP would have it. */
final class Gateway {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI address;
  private final SessionCluster cluster;
  private final String session;

  private Gateway(SessionCluster cluster) throws Exception {
    this.address = cluster.startGateway();
    this.cluster = cluster;
    this.session = open();
  }

  /** Opens a session as soon as the gateway answers. */
  static Gateway open(SessionCluster cluster) throws Exception {
    return new Gateway(cluster);
  }

  private String open() throws Exception {
    while (true) {
      try {
        return send("POST", "/v3/sessions", Map.of()).get("sessionHandle").asText();
      } catch (ConnectException e) {
        cluster.pause();
      }
    }
  }

  /** Executes a statement and returns its first {@code most} rows; queries end then. */
  List<JsonNode> execute(String statement, int most) throws Exception {
    String operation =
        send("POST", "/v3/sessions/" + session + "/statements", Map.of("statement", statement))
            .get("operationHandle")
            .asText();
    String base = "/v3/sessions/" + session + "/operations/" + operation;
    String next = base + "/result/0?rowFormat=JSON";
    List<JsonNode> rows = new ArrayList<>();
    while (next != null && rows.size() < most) {
      JsonNode page = send("GET", next, null);
      switch (page.get("resultType").asText()) {
        case "NOT_READY" -> cluster.pause();
        case "EOS" -> {
          return rows;
        }
        default -> {
          page.get("results").get("data").forEach(row -> rows.add(row.get("fields")));
          next = page.path("nextResultUri").asText(null);
          if (page.get("results").get("data").isEmpty()) {
            cluster.pause();
          }
        }
      }
    }
    send("DELETE", base + "/close", null);
    return rows;
  }

  private JsonNode send(String method, String path, Map<String, ?> body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(path + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }
}
