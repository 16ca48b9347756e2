/** What to train and how: everything that a loop is told before it begins. */
package io.flinksgd.spec;
