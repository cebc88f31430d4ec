import type { Verb } from "../command.ts";
import { cases } from "./cases.ts";
import { demo } from "./demo.ts";
import { evaluate } from "./evaluate.ts";
import { explain } from "./explain.ts";
import { init } from "./init.ts";
import { keysList } from "./keys.ts";
import { link } from "./link.ts";
import { providerAdd, providerList } from "./provider.ts";
import { pseudonymise } from "./pseudonymise.ts";
import { purposeList, purposeSet } from "./purpose.ts";
import { quality } from "./quality.ts";
import { registryAdd, registryList } from "./registry.ts";
import { status } from "./status.ts";
import { synth } from "./synth.ts";
import { verify } from "./verify.ts";

/** All verbs, in the order in which one meets them. */
export const verbs: readonly Verb[] = [
  demo,
  init,
  registryAdd,
  registryList,
  providerAdd,
  providerList,
  purposeSet,
  purposeList,
  keysList,
  synth,
  pseudonymise,
  link,
  status,
  quality,
  evaluate,
  explain,
  cases,
  verify,
];
