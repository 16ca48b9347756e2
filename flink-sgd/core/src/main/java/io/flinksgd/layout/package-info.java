/** Where a coordinate lives: in a page, of a shard, of a server; and sets of coordinates. */
package io.flinksgd.layout;
