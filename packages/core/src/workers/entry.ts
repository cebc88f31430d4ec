/** The worker's side: one named export a task, each answering with a value or with an error that survives the way back. */
import { carryBlock } from "../carry/carry-block.ts";
import { readBlock, type Block } from "../evidence/block.ts";
import { hashFile } from "../files/file-hash.ts";
import { admitRecords, type Admission } from "../intake/admission.ts";
import type { Delivery } from "../intake/delivery.ts";
import { checkLattice, type TypeRule, type Violations } from "../intake/lattice-check.ts";
import { parseSlice, type ParseContext, type Parsed } from "../intake/parse.ts";
import type { Slab } from "../intake/slab.ts";
import { survey, type Slice, type Survey } from "../intake/survey.ts";
import { calibrateShare } from "./calibrate-task.ts";
import { evaluateShare } from "./evaluate-task.ts";
import { expiredShare } from "./expired-task.ts";
import { currentShare, explainShare, memberShare } from "./explain-task.ts";
import { fingerprintShare } from "./fingerprint-task.ts";
import { linkShare } from "./link-task.ts";
import { locateShare } from "./locate-task.ts";
import { pickFromSlabs, pickStatements } from "./objector-task.ts";
import { mapShare } from "./map-task.ts";
import { countShare } from "./quality-task.ts";
import { rekeyShare } from "./rekey-task.ts";
import { verifyShare } from "./verify-task.ts";
import { answer } from "./answer.ts";

const wordsOf = (bytes: Uint8Array): Uint32Array => new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
const blocksOf = (slabs: readonly Slab[]): Block[] => slabs.map((slab) => readBlock(slab.bytes));

export const surveyDelivery = answer((task: { delivery: Delivery }): Promise<Survey> => survey(task.delivery));

export const parse = answer((task: { delivery: Delivery; slice: Slice; context: ParseContext }): Promise<Parsed> =>
  parseSlice(task.delivery, task.slice, task.context),
);

export const lattice = answer((task: { slabs: Slab[]; rules: TypeRule[] }): Violations[] =>
  checkLattice(blocksOf(task.slabs), task.rules),
);

export const admit = answer(
  (task: { slabs: Slab[]; earlier: Uint8Array[] }): Admission =>
    admitRecords(blocksOf(task.slabs), task.earlier.map(wordsOf)),
  ({ recordKeys }) => [recordKeys.buffer as ArrayBuffer],
);

export const link = answer(linkShare, (shares) =>
  shares
    .flatMap(({ segment, numbers, roster }) => {
      const { evidence, records, texts } = segment;
      return [evidence, records, ...Object.values(texts), numbers.own, numbers.person, roster];
    })
    .map(({ buffer }) => buffer as ArrayBuffer),
);
export const hash = answer(async (task: { path: string }): Promise<string> =>
  (await hashFile(task.path)).digest("hex"),
);
export const carry = answer(carryBlock, ({ bytes }) => [bytes.buffer]);
export const fingerprint = answer(fingerprintShare);
export const calibrate = answer(calibrateShare);
export const evaluate = answer(evaluateShare);
export const explain = answer(explainShare);
export const current = answer(currentShare);
export const expired = answer(expiredShare, (keys) => [keys.buffer as ArrayBuffer]);
export const locate = answer(locateShare);
export const map = answer(mapShare, ({ old, renewed }) => [old.buffer, renewed.buffer]);
export const members = answer(memberShare);
export const pickObjectors = answer(pickFromSlabs);
export const pickEvidence = answer(pickStatements);
export const quality = answer(countShare, ({ tally }) => [tally.buffer as ArrayBuffer]);
export const rekey = answer(rekeyShare, (shares) =>
  shares
    .flatMap(({ row, segments }) => [
      row.assignment,
      row.roster,
      ...segments.flatMap(({ evidence, records, texts }) => [evidence, records, ...Object.values(texts)]),
    ])
    .map(({ buffer }) => buffer as ArrayBuffer),
);
export const verify = answer(verifyShare);
