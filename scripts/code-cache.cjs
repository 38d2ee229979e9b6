"use strict";
/** node code-cache.cjs BUNDLE CACHE DIRECTORY PROGRAM…: compiles the programs and writes V8's code for what that used. */
const { writeFileSync } = require("node:fs");
const { load } = require("../bin/load.cjs");

const make = async ([bundle, cache, directory, ...programs]) => {
  const { exports: command, script, stamp } = load(bundle);
  for (const program of programs) await command.run([program, "-o", directory]);
  writeFileSync(cache, Buffer.concat([Buffer.from(stamp, "latin1"), script.createCachedData()]));
};

make(process.argv.slice(2));
