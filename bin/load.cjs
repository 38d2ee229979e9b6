"use strict";
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname } = require("node:path");
const { Script } = require("node:vm");

/** Length of the SHA-256 in hex that closes the bundle and opens its code cache. */
const STAMP = 64;

/** V8's code for a bundle of this stamp; undefined where there is none. Whether it suits this V8, V8 checks. */
const readCache = (path, stamp) => {
  try {
    const bytes = readFileSync(path);
    return bytes.subarray(0, STAMP).toString("latin1") === stamp ? bytes.subarray(STAMP) : undefined;
  } catch {
    return undefined;
  }
};

/** The bundle's exports, its script and its stamp. With a code cache beside it, V8 has no need to compile it again. */
exports.load = (bundle) => {
  const text = readFileSync(bundle, "utf8");
  const stamp = text.slice(-STAMP);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, {
    filename: bundle,
    cachedData: readCache(`${bundle}.cache`, stamp),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(bundle), module, bundle, dirname(bundle));
  return { exports: module.exports, script, stamp };
};
