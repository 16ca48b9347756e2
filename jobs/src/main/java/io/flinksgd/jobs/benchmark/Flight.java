// SPDX-License-Identifier: Apache-2.0
package io.flinksgd.jobs.benchmark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.formats.json.JsonDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record of the topic as any job might read it: its fields, with nothing done to them. */
record Flight(
    int label, String origin, String destination, String hour, String date, int distance) {

  /** By Flink's own schema for JSON, which binds with Jackson: what most jobs do. */
  static KafkaRecordDeserializationSchema<Flight> databind() {
    return KafkaRecordDeserializationSchema.valueOnly(
        new JsonDeserializationSchema<>(Flight.class));
  }

  /** By Jackson's streaming parser, the fastest way that Jackson has. */
  static final class Streaming implements KafkaRecordDeserializationSchema<Flight>, Serializable {
    private static final long serialVersionUID = 1L;
    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Flight> out)
        throws IOException {
      try (JsonParser json = JSON.createParser(record.value())) {
        out.collect(read(json));
      }
    }

    private static Flight read(JsonParser json) throws IOException {
      int label = 0;
      int distance = 0;
      String origin = null;
      String destination = null;
      String hour = null;
      String date = null;
      json.nextToken();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        switch (name) {
          case "label" -> label = json.getIntValue();
          case "origin" -> origin = json.getText();
          case "destination" -> destination = json.getText();
          case "hour" -> hour = json.getText();
          case "date" -> date = json.getText();
          case "distance" -> distance = json.getIntValue();
          default -> json.skipChildren();
        }
      }
      return new Flight(label, origin, destination, hour, date, distance);
    }

    @Override
    public TypeInformation<Flight> getProducedType() {
      return TypeInformation.of(Flight.class);
    }
  }
}
