/** Records that are JSON objects: most by a small parser, all others by Jackson. */
package io.flinksgd.json;
