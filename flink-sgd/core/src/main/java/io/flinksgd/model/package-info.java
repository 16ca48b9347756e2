/** What is learned: models, their losses and steps. */
package io.flinksgd.model;
