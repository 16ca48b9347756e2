/** Progressive validation: every example is scored before it is learned from. */
package io.flinksgd.evaluation;
