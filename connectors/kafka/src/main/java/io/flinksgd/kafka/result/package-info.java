/** The results of training as topics: models, predictions, progress, rejected examples. */
package io.flinksgd.kafka.result;
