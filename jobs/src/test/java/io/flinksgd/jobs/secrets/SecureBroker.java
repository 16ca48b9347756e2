// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.clients.admin.ScramMechanism.SCRAM_SHA_256;

import io.flinksgd.kafka.embedded.BrokerOptions;
import io.flinksgd.kafka.embedded.EmbeddedBroker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker that takes nobody but by TLS and with a password, and gives nobody rights that were not
 * granted. Its certificate is made anew.
 */
final class SecureBroker implements AutoCloseable {
  private static final String KEY_PASSWORD = "key-" + Long.toHexString(System.nanoTime());
  private static final int ATTEMPTS = 3;
  private static final int ITERATIONS = 4096;

  private final EmbeddedBroker broker;
  private final String address;
  private final Path truststore;
  private final String truststorePassword;
  private final Admin admin;

  private SecureBroker(
      EmbeddedBroker broker, String address, Path truststore, String truststorePassword) {
    this.broker = broker;
    this.address = address;
    this.truststore = truststore;
    this.truststorePassword = truststorePassword;
    this.admin = Admin.create(new HashMap<>(administrator()));
  }

  /**
   * Starts it.
   *
   * @param directory for keys
   * @param truststorePassword of the file that clients trust
   */
  static SecureBroker start(Path directory, String truststorePassword) throws Exception {
    Path keys = directory.resolve("broker.p12");
    Path trust = directory.resolve("trusted.p12");
    makeKeys(keys);
    trust(keys, trust, truststorePassword);
    for (int attempt = 1; ; attempt++) {
      int[] ports = freePorts();
      try {
        return new SecureBroker(
            EmbeddedBroker.start(BrokerOptions.small().withSettings(settings(ports, keys))),
            "127.0.0.1:" + ports[0],
            trust,
            truststorePassword);
      } catch (IOException e) {
        if (attempt == ATTEMPTS || !e.getMessage().contains("bind")) {
          throw e;
        }
      }
    }
  }

  private static void makeKeys(Path file) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=broker",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                KEY_PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool must make a key: " + said);
    }
  }

  private static void trust(Path keys, Path trusted, String password) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      own.load(in, KEY_PASSWORD.toCharArray());
    }
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("broker", own.getCertificate("broker"));
    try (OutputStream out = Files.newOutputStream(trusted)) {
      trust.store(out, password.toCharArray());
    }
  }

  private static int[] freePorts() throws IOException {
    InetAddress host = InetAddress.getLoopbackAddress();
    try (ServerSocket one = new ServerSocket(0, 1, host);
        ServerSocket other = new ServerSocket(0, 1, host)) {
      return new int[] {one.getLocalPort(), other.getLocalPort()};
    }
  }

  private static Map<String, String> settings(int[] ports, Path keys) {
    String listener = "SASL_SSL://127.0.0.1:" + ports[0];
    Map<String, String> settings = new HashMap<>();
    settings.put("listeners", listener + ",CONTROLLER://127.0.0.1:" + ports[1]);
    settings.put("advertised.listeners", listener);
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + ports[1]);
    settings.put("listener.security.protocol.map", "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "SASL_SSL");
    settings.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256");
    settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    settings.put(
        "listener.name.sasl_ssl.plain.sasl.jaas.config",
        plain().replace(";", " user_admin=\"" + KEY_PASSWORD + "\";"));
    settings.put(
        "listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    for (String store : List.of("keystore", "truststore")) {
      settings.put("ssl." + store + ".type", "PKCS12");
      settings.put("ssl." + store + ".location", keys.toString());
      settings.put("ssl." + store + ".password", KEY_PASSWORD);
    }
    settings.put("ssl.key.password", KEY_PASSWORD);
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    // nobody has a name on the controller's listener, which the broker alone uses
    settings.put("super.users", "User:admin;User:ANONYMOUS");
    return settings;
  }

  private static String plain() {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required"
        + " username=\"admin\" password=\""
        + KEY_PASSWORD
        + "\";";
  }

  /** Where clients connect. */
  String address() {
    return address;
  }

  /** The client's properties for TLS alone. */
  Map<String, String> tls() {
    return Map.of(
        "bootstrap.servers",
        address,
        "security.protocol",
        "SSL",
        "ssl.truststore.type",
        "PKCS12",
        "ssl.truststore.location",
        truststore.toString(),
        "ssl.truststore.password",
        truststorePassword);
  }

  /** The properties of a client that says it is {@code user}. */
  Map<String, String> client(String user, String password) {
    Map<String, String> client = new HashMap<>(tls());
    client.put("security.protocol", "SASL_SSL");
    client.put("sasl.mechanism", "SCRAM-SHA-256");
    client.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(user, password));
    return client;
  }

  /** The properties of who may do everything. */
  Map<String, String> administrator() {
    Map<String, String> client = new HashMap<>(tls());
    client.put("security.protocol", "SASL_SSL");
    client.put("sasl.mechanism", "PLAIN");
    client.put("sasl.jaas.config", plain());
    return client;
  }

  /** Makes a user, and waits until the broker knows it. */
  void addUser(String user, String password) throws Exception {
    ScramCredentialInfo scram = new ScramCredentialInfo(SCRAM_SHA_256, ITERATIONS);
    admin
        .alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(user, scram, password)))
        .all()
        .get();
    while (true) {
      try {
        admin.describeUserScramCredentials(List.of(user)).all().get();
        return;
      } catch (ExecutionException e) {
        Thread.onSpinWait(); // the broker learns of it from its controller
      }
    }
  }

  /** Gives {@code user} rights on resources that begin with these names, and waits for them. */
  void allow(String user, Map<ResourcePattern, List<AclOperation>> rights) throws Exception {
    List<AclBinding> rules = new ArrayList<>();
    rights.forEach(
        (resource, operations) ->
            operations.forEach(
                operation ->
                    rules.add(
                        new AclBinding(
                            resource,
                            new AccessControlEntry(
                                "User:" + user, "*", operation, AclPermissionType.ALLOW)))));
    admin.createAcls(rules).all().get();
    while (admin.describeAcls(AclBindingFilter.ANY).values().get().size() < rules.size()) {
      Thread.onSpinWait();
    }
  }

  static ResourcePattern topic(String name) {
    return new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL);
  }

  @Override
  public void close() throws IOException {
    admin.close();
    broker.close();
  }
}
