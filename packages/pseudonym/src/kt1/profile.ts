import type { Profile, Reading, Status } from "../profile.ts";
import type { PatientRecord } from "../record.ts";
import type { Component } from "../type.ts";
import { house, postcode } from "./address.ts";
import { date, isLowTrust } from "./date.ts";
import { initial, isPlaceholder } from "./initial.ts";
import { bsn, localNumber } from "./number.ts";
import { sex } from "./sex.ts";
import { surname } from "./surname.ts";

/** The order of the components in a canonical string, for every type there is or may come. */
const ORDER: readonly Component[] = ["bsn", "provider", "mrn", "name", "postcode", "house", "date", "sex", "initial"];

/** The normalisation profile KT1: rules N1-N13 and the canonical strings of DOMAIN section 3. */
export const kt1: Profile = {
  id: "KT1",

  read(component, record, provider) {
    return readers[component](record, provider);
  },

  canonical(type, readings) {
    let text = `KT1|${type.name}`;
    for (const component of ORDER) {
      const precision = type.inputs[component];
      if (precision === undefined) continue;
      const reading = readings[component];
      if (reading === undefined) throw new TypeError(`Type ${type.name} needs a reading of ${component}.`);
      if ("status" in reading) return reading;
      const isShortened = component === "name" || component === "postcode";
      text += `|${isShortened ? reading.text.slice(0, precision) : reading.text}`;
    }
    return { text };
  },
};

const readers: Readonly<Record<Component, (record: PatientRecord, provider: string) => Reading>> = {
  bsn: (record) => textOr("BSN_INVALID", bsn(record.bsn ?? "")),
  // The prefix field is left aside on purpose: sources with and without one must agree (N5).
  name: (record) => textOr("MISSING_NAME", surname(record.birthName ?? "")),
  date: (record) => {
    const reading = date(record.birthDate ?? "");
    return "text" in reading && isLowTrust(reading.text) ? { ...reading, warning: "LOW_TRUST_DATE" } : reading;
  },
  sex: (record) => textOr("SEX_UNKNOWN", sex(record.sex ?? "")),
  initial: ({ givenNames = "" }) => {
    const reading = textOr("MISSING_INITIAL", initial(givenNames));
    return "text" in reading && isPlaceholder(givenNames) ? { ...reading, warning: "PLACEHOLDER_FORENAME" } : reading;
  },
  postcode: (record) => textOr("BAD_POSTCODE", postcode(record.postcode ?? "")),
  house: ({ houseNumber = "", houseLetter = "", houseAddition = "" }) =>
    textOr("BAD_HOUSE_NUMBER", house(houseNumber, houseLetter, houseAddition)),
  provider: (_, provider) => textOr("MISSING_MRN", localNumber(provider)),
  mrn: (record) => textOr("MISSING_MRN", localNumber(record.mrn ?? "")),
};

function textOr(status: Status, text: string): Reading {
  return text === "" ? { status } : { text };
}
