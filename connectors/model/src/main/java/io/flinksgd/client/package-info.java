/** What the classes of Kafka's clients are called where this library runs. */
package io.flinksgd.client;
