import { faultOf, faultText } from "./fault.ts";
import { koppel } from "./koppel.ts";

// A diagnostic report of Node, if somebody asks for one, would tell the passphrase in the environment.
if (process.report !== undefined) process.report.excludeEnv = true;

// Whoever reads our output may stop reading, as `head` does; the job goes on, for only its last word is lost.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") process.exitCode = 1;
  });
}

// The first Ctrl-C asks the job to stop; the second is the system's own and ends the process.
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());

// What nobody foresaw may quote anything, so it is shown on request only.
process.on("uncaughtException", (error) => {
  process.stderr.write(`${faultText(faultOf(error, process.env, stop.signal))}\n`);
  process.exit(1);
});

process.exitCode = await koppel(process.argv.slice(2), process.env, stop.signal);
