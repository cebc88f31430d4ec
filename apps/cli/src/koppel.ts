import { readFileSync } from "node:fs";

import { readArguments } from "./arguments.ts";
import type { Verb } from "./command.ts";
import { faultOf, faultText } from "./fault.ts";
import { groupHelp, overview, verbHelp } from "./help.ts";
import { nearest } from "./nearest.ts";
import { ProgressReport } from "./progress.ts";
import { UsageError } from "./usage-error.ts";
import { chapters, verbs } from "./verbs/index.ts";

/** Runs one command line (without node and script) and returns the exit code: 0 done, 1 the data or the state say no, 2 wrong usage, 130 stopped. */
export async function koppel(args: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<number> {
  const json = args.includes("--json");
  const progress = new ProgressReport({ stream: process.stderr, quiet: json || Boolean(env["CI"]) });
  try {
    return await dispatch(args, env, signal, progress);
  } catch (error) {
    progress.clear();
    const { exit, ...fault } = faultOf(error, env, signal);
    if (json) printJson({ error: fault });
    else process.stderr.write(`${faultText({ exit, ...fault })}\n`);
    return exit;
  }
}

async function dispatch(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  progress: ProgressReport,
): Promise<number> {
  const [first = "--help", second = ""] = args;
  if (first === "--help" || first === "-h" || first === "help")
    return say(overview(chapters), args.length === 0 ? 2 : 0);
  if (first === "--version") return say(version(), 0);
  const verb = verbs.find(({ name }) => name === `${first} ${second}`) ?? verbs.find(({ name }) => name === first);
  if (verb === undefined) return group(first, second);

  const { values, operands, json, help } = readArguments(verb, args.slice(verb.name.split(" ").length), env);
  if (help) return say(verbHelp(verb), 0);
  const voice = json ? process.stderr : process.stdout;
  const job = {
    signal,
    onProgress: progress.update.bind(progress),
    say: (text: string): void => {
      progress.clear();
      voice.write(`${text}\n`);
    },
  };
  const { result, text, ok = true } = await verb.run({ values, operands, job });
  progress.clear();
  if (json) printJson(result);
  else if (text !== "") say(text, 0);
  return ok ? 0 : 1;
}

/** One word of a verb of two, or of none. */
function group(first: string, second: string): number {
  const members = verbs.filter(({ name }) => name.startsWith(`${first} `));
  if (members.length > 0 && (second === "" || second.startsWith("-"))) {
    return say(groupHelp(first, members), second === "" ? 2 : 0);
  }
  const word = members.length > 0 ? `${first} ${second}` : first;
  const meant = nearest(word, members.length > 0 ? members.map(nameOf) : verbs.flatMap(namesOf));
  const hint = meant === undefined ? "koppel --help lists the verbs." : `Did you mean koppel ${meant}?`;
  throw new UsageError(`there is no verb "${word}"`, hint);
}

function nameOf({ name }: Verb): string {
  return name;
}

function namesOf({ name }: Verb): string[] {
  return [...new Set([name.split(" ")[0]!, name])];
}

function say(text: string, exit: number): number {
  process.stdout.write(`${text}\n`);
  return exit;
}

function printJson(result: unknown): void {
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}

function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
