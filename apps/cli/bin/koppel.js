#!/usr/bin/env node
// Plain old JavaScript, so that a Node that is too old can still say so.
var major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  console.error(
    "koppel needs Node 24 or newer; this is Node " +
      process.versions.node +
      ". In the project's folder, `npx koppel` brings its own.",
  );
  process.exitCode = 2;
} else {
  import("../dist/main.js");
}
