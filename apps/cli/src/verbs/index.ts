import { auditCheckpoint, auditExport, auditReview, auditSample, auditShow, auditVerify } from "./audit.ts";
import { backupKeys, backupTable } from "./backup.ts";
import type { Verb } from "../command.ts";
import { cases } from "./cases.ts";
import { decide } from "./decide.ts";
import { decisions } from "./decisions.ts";
import { demo } from "./demo.ts";
import { evaluate } from "./evaluate.ts";
import { explain } from "./explain.ts";
import { init } from "./init.ts";
import { keysEnable, keysList, keysMinimum, keysRestore, keysRotate } from "./keys.ts";
import { keysRekey } from "./keys-rekey.ts";
import { link } from "./link.ts";
import { modelCalibrate } from "./model-calibrate.ts";
import { modelDiff } from "./model-diff.ts";
import { modelList, modelShow, modelUse } from "./model.ts";
import { principalAdd, principalList, principalRemove, principalSecret } from "./principal.ts";
import { providerAdd, providerList } from "./provider.ts";
import { pseudonymise } from "./pseudonymise.ts";
import { purposeList, purposeSet } from "./purpose.ts";
import { relink } from "./relink.ts";
import { quality } from "./quality.ts";
import { registryAdd, registryList } from "./registry.ts";
import { report } from "./report.ts";
import { restoreKeys, restoreTable } from "./restore.ts";
import { status } from "./status.ts";
import { synth } from "./synth.ts";
import { undo } from "./undo.ts";
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
  keysRotate,
  keysMinimum,
  keysEnable,
  keysRestore,
  principalAdd,
  principalList,
  principalRemove,
  principalSecret,
  keysRekey,
  synth,
  pseudonymise,
  link,
  status,
  report,
  quality,
  evaluate,
  explain,
  cases,
  decide,
  undo,
  decisions,
  modelCalibrate,
  modelList,
  modelShow,
  modelDiff,
  modelUse,
  relink,
  verify,
  backupTable,
  backupKeys,
  restoreTable,
  restoreKeys,
  auditShow,
  auditVerify,
  auditExport,
  auditCheckpoint,
  auditSample,
  auditReview,
];
