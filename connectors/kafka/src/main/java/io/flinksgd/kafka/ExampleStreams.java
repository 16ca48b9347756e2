package io.flinksgd.kafka;

import io.flinksgd.model.Example;
import io.flinksgd.model.Rejected;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * What comes out of the topics: together, every record once.
 *
 * @param examples what can be learned from
 * @param rejected what cannot, and why
 */
public record ExampleStreams(DataStream<Example> examples, DataStream<Rejected> rejected) {}
