// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.cluster;

import com.sun.net.httpserver.HttpServer;
import io.flinksgd.testing.Case;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients of every SASL mechanism can be made from each jar, by properties as Kafka's own
 * documentation has them, and by a secrets file. Making one logs in as far as that needs no broker.
 */
class SaslClientsIT {
  private static final String MODULE = "org.apache.kafka.common.security.";
  private static final Map<String, String> SYSTEM =
      Map.of("java.security.krb5.realm", "EXAMPLE.COM", "java.security.krb5.kdc", "127.0.0.1:1");
  private static final String ALLOWED = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

  @TempDir Path directory;

  private HttpServer issuer;

  /** An issuer of tokens. */
  @BeforeEach
  void start() throws Exception {
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/token",
        exchange -> {
          byte[] answer =
              "{\"access_token\":\"%s\",\"token_type\":\"Bearer\"}"
                  .formatted(token())
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(answer);
          }
        });
    issuer.start();
    SYSTEM.forEach(System::setProperty);
    System.setProperty(ALLOWED, issuerUrl());
  }

  @AfterEach
  void stop() {
    issuer.stop(0);
    SYSTEM.keySet().forEach(System::clearProperty);
    System.clearProperty(ALLOWED);
  }

  private String issuerUrl() {
    return "http://127.0.0.1:" + issuer.getAddress().getPort() + "/token";
  }

  private static String token() {
    long now = Instant.now().getEpochSecond();
    return String.join(
        ".",
        part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}"),
        part(
            "{\"sub\":\"alice\",\"scope\":\"kafka\",\"iat\":%d,\"exp\":%d}"
                .formatted(now, now + 3600)),
        part("signed"));
  }

  private static String part(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private Map<String, Map<String, String>> mechanisms() throws Exception {
    Map<String, Map<String, String>> all = new TreeMap<>();
    all.put("PLAIN", jaas("plain.PlainLoginModule", "username=\"a\" password=\"b\""));
    String scram = "username=\"a\" password=\"b\"";
    all.put("SCRAM-SHA-256", jaas("scram.ScramLoginModule", scram));
    all.put("SCRAM-SHA-512", jaas("scram.ScramLoginModule", scram));
    all.put(
        "GSSAPI",
        Map.of(
            "sasl.kerberos.service.name",
            "kafka",
            "sasl.jaas.config",
            "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true"
                + " isInitiator=false doNotPrompt=true principal=\"a@EXAMPLE.COM\" keyTab=\"%s\";"
                    .formatted(directory.resolve("a.keytab"))));
    String bearer = "oauthbearer.OAuthBearerLoginModule";
    all.put("OAUTHBEARER", jaas(bearer, "unsecuredLoginStringClaim_sub=\"a\""));
    Map<String, String> issued = new TreeMap<>(jaas(bearer, "clientId=\"a\" clientSecret=\"b\""));
    issued.put("sasl.oauthbearer.token.endpoint.url", issuerUrl());
    issued.put(
        "sasl.login.callback.handler.class",
        MODULE + "oauthbearer.OAuthBearerLoginCallbackHandler");
    all.put("OAUTHBEARER by an issuer", issued);
    Path secrets = directory.resolve("secrets.properties");
    Files.writeString(
        secrets, "jaas=" + jaas("scram.ScramLoginModule", scram).get("sasl.jaas.config"));
    all.put(
        "SCRAM-SHA-512 by ${file:...}",
        Map.of(
            "config.providers",
            "file",
            "config.providers.file.class",
            "org.apache.kafka.common.config.provider.FileConfigProvider",
            "sasl.jaas.config",
            "${file:" + secrets + ":jaas}"));
    return all;
  }

  private static Map<String, String> jaas(String module, String options) {
    return Map.of("sasl.jaas.config", MODULE + module + " required " + options + ";");
  }

  @ParameterizedTest
  @EnumSource
  @Tag("case")
  void clientsOfEveryMechanismCanBeMade(ClusterJar jar) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader alone = jar.alone()) {
      thread.setContextClassLoader(alone);
      for (Map.Entry<String, Map<String, String>> mechanism : mechanisms().entrySet()) {
        Properties client = new Properties();
        client.putAll(mechanism.getValue());
        client.setProperty("bootstrap.servers", "127.0.0.1:1");
        client.setProperty("security.protocol", "SASL_PLAINTEXT");
        client.setProperty("sasl.mechanism", mechanism.getKey().split(" ", 2)[0]);
        Case.equal(
            "secrets",
            jar + " jar: admin, consumer and producer, " + mechanism.getKey(),
            "made",
            outcome(alone, client));
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static String outcome(ClassLoader jar, Properties client) {
    try {
      Method topics =
          jar.loadClass("io.flinksgd.kafka.client.KafkaTopics")
              .getMethod("connect", Properties.class);
      close(topics.invoke(null, client));
      Method reader =
          jar.loadClass("io.flinksgd.reader.ModelReader")
              .getMethod("follow", Properties.class, String.class);
      close(reader.invoke(null, client, "m"));
      Method names =
          jar.loadClass("io.flinksgd.client.KafkaClasses")
              .getDeclaredMethod("actual", Properties.class);
      names.setAccessible(true);
      Properties producer = new Properties();
      producer.putAll(client);
      String serializer = "org.apache.kafka.common.serialization.ByteArraySerializer";
      producer.setProperty("key.serializer", serializer);
      producer.setProperty("value.serializer", serializer);
      close(
          jar.loadClass("io.flinksgd.shaded.kafka.clients.producer.KafkaProducer")
              .getConstructor(Properties.class)
              .newInstance(names.invoke(null, producer)));
      return "made";
    } catch (Exception | LinkageError e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return cause.toString();
    }
  }

  private static void close(Object client) throws Exception {
    ((AutoCloseable) client).close();
  }
}
