import { access } from "./access.ts";
import { auditCheckpoint, auditExport, auditReview, auditSample, auditShow, auditVerify } from "./audit.ts";
import type { Verb } from "../command.ts";
import { cases } from "./cases.ts";
import { decide } from "./decide.ts";
import { decisions } from "./decisions.ts";
import { demo } from "./demo.ts";
import { enquiryAnswer, enquiryOpen } from "./enquiry-at-provider.ts";
import { enquiryList, enquiryMake, enquiryTake } from "./enquiry.ts";
import { erase } from "./erase.ts";
import { evaluate } from "./evaluate.ts";
import { explain } from "./explain.ts";
import { finalise } from "./finalise.ts";
import { init } from "./init.ts";
import { keysEnable, keysList, keysMinimum, keysRestore, keysRotate } from "./keys.ts";
import { keysCompromise, keysDestroy, keysDisable, keysSchedule } from "./keys-end.ts";
import { keysRekey } from "./keys-rekey.ts";
import { keysMap } from "./keys-map.ts";
import { keysRewrap } from "./keys-rewrap.ts";
import { link } from "./link.ts";
import { modelCalibrate } from "./model-calibrate.ts";
import { modelDiff } from "./model-diff.ts";
import { modelList, modelShow, modelUse } from "./model.ts";
import { objectionList, objectionMake, objectionPolicy, objectionTake } from "./objection.ts";
import { principalAdd, principalList, principalRemove, principalSecret } from "./principal.ts";
import { providerKey } from "./provider-key.ts";
import { providerAdd, providerList } from "./provider.ts";
import { pseudonymise } from "./pseudonymise.ts";
import { purposeList, purposeSet } from "./purpose.ts";
import { requestClose, requestList, requestOpen } from "./request.ts";
import { relink } from "./relink.ts";
import { quality } from "./quality.ts";
import { registryAdd, registryList } from "./registry.ts";
import { report } from "./report.ts";
import { restrict } from "./restrict.ts";
import { retentionHold, retentionRun, retentionSet, retentionShow } from "./retention.ts";
import { status } from "./status.ts";
import { synth } from "./synth.ts";
import { undo } from "./undo.ts";
import { verify } from "./verify.ts";

/** Verbs that one looks for together. */
export interface Chapter {
  readonly title: string;
  readonly verbs: readonly Verb[];
}

/** All verbs, in the order in which one meets them. */
export const chapters: readonly Chapter[] = [
  {
    title: "Begin",
    verbs: [demo, init, registryAdd, registryList, providerAdd, providerList, purposeSet, purposeList, synth],
  },
  {
    title: "At the provider",
    verbs: [pseudonymise, providerKey, objectionMake, enquiryOpen, enquiryAnswer],
  },
  {
    title: "Link",
    verbs: [link, relink, status, verify, finalise],
  },
  {
    title: "Review",
    verbs: [cases, explain, decide, undo, decisions, enquiryMake, enquiryTake, enquiryList],
  },
  {
    title: "How good the links are",
    verbs: [quality, report, evaluate, modelCalibrate, modelList, modelShow, modelDiff, modelUse],
  },
  {
    title: "Patients' rights",
    verbs: [
      objectionTake,
      objectionPolicy,
      objectionList,
      requestOpen,
      requestList,
      requestClose,
      access,
      restrict,
      erase,
      retentionSet,
      retentionShow,
      retentionHold,
      retentionRun,
    ],
  },
  {
    title: "Keys, and who may use them",
    verbs: [
      keysList,
      keysRotate,
      keysMinimum,
      keysRewrap,
      keysMap,
      keysRekey,
      keysDisable,
      keysEnable,
      keysCompromise,
      keysSchedule,
      keysRestore,
      keysDestroy,
      principalAdd,
      principalList,
      principalRemove,
      principalSecret,
    ],
  },
  {
    title: "What was done",
    verbs: [auditShow, auditVerify, auditExport, auditCheckpoint, auditSample, auditReview],
  },
];

export const verbs: readonly Verb[] = chapters.flatMap((chapter) => chapter.verbs);
