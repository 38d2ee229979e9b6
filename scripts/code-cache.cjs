"use strict";
/** node code-cache.cjs BUNDLE CACHE ARGUMENT…: runs the bundle once and writes V8's code for what was used. */
const { writeFileSync } = require("node:fs");
const { load } = require("../bin/load.cjs");

const [bundle, cache, ...args] = process.argv.slice(2);
const { exports: command, script, stamp } = load(bundle);
command.run(args).then(() => {
  writeFileSync(cache, Buffer.concat([Buffer.from(stamp, "latin1"), script.createCachedData()]));
});
