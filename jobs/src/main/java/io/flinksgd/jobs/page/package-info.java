/** Self-contained pages of HTML with charts. */
package io.flinksgd.jobs.page;
