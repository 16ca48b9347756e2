// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.kafka.sink;

import io.flinksgd.wire.FormatId;
import io.flinksgd.wire.Header;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * What a writer remembers over restores.
 *
 * @param transactions of Flink's writer, if it uses any
 * @param lineage the job that began to write the topic, of which this one is a restore; empty if it
 *     is not known
 */
record TopicWriterState(Optional<KafkaWriterState> transactions, String lineage) {

  /** The states of Flink's writers. */
  static List<KafkaWriterState> transactions(Collection<TopicWriterState> states) {
    return states.stream().flatMap(state -> state.transactions.stream()).toList();
  }

  /** Of one lineage, or of none that is known. */
  static Optional<String> lineage(Collection<TopicWriterState> states) {
    return states.stream().map(TopicWriterState::lineage).filter(l -> !l.isEmpty()).findFirst();
  }

  /** Also reads what Flink's own sink has written, which had the same place in savepoints. */
  static final class Serializer implements SimpleVersionedSerializer<TopicWriterState> {
    /** Far above those of Flink's serializer. */
    static final int VERSION = 1001;

    private static final int LAYOUT = 1;
    private static final int NONE = -1;

    private final SimpleVersionedSerializer<KafkaWriterState> inner;

    Serializer(SimpleVersionedSerializer<KafkaWriterState> inner) {
      this.inner = inner;
    }

    @Override
    public int getVersion() {
      return VERSION;
    }

    @Override
    public byte[] serialize(TopicWriterState state) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        Header.write(FormatId.WRITER, LAYOUT, out);
        out.writeUTF(state.lineage());
        if (state.transactions().isPresent()) {
          out.writeInt(inner.getVersion());
          out.write(inner.serialize(state.transactions().get()));
        } else {
          out.writeInt(NONE);
        }
      }
      return bytes.toByteArray();
    }

    @Override
    public TopicWriterState deserialize(int version, byte[] bytes) throws IOException {
      if (version < VERSION) {
        return new TopicWriterState(Optional.of(inner.deserialize(version, bytes)), "");
      }
      if (version > VERSION) {
        throw new IOException("writer's state must be of version 1001: version=" + version);
      }
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        int unused = Header.read(FormatId.WRITER, LAYOUT, in);
        String lineage = in.readUTF();
        int written = in.readInt();
        return new TopicWriterState(
            written == NONE
                ? Optional.empty()
                : Optional.of(inner.deserialize(written, in.readAllBytes())),
            lineage);
      }
    }
  }
}
