/** What workers and servers say to each other, and how it is written. */
package io.flinksgd.message;
