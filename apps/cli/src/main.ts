import { koppel } from "./koppel.ts";

// Whoever reads our output may stop reading, as `head` does; the job goes on, for only its last word is lost.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") process.exitCode = 1;
  });
}

// The first Ctrl-C asks the job to stop; the second is the system's own and ends the process.
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());

process.exitCode = await koppel(process.argv.slice(2), process.env, stop.signal);
