import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { lattice } from "./lattice.ts";
import { canonicalString } from "./canonical-string.ts";
import type { Status } from "./profile.ts";
import type { PatientRecord } from "./record.ts";
import { Stage1 } from "./stage1.ts";
import { catalogue, typesByName, type PseudonymType } from "./type.ts";
import { toHex } from "./value.ts";

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i);
const PROVIDER = "URA90000901";

const PERSON_1: PatientRecord = {
  recordId: "1",
  birthName: "van den Berg",
  givenNames: "Anne-Fleur Belle",
  sex: "V",
  birthDate: "1983-05-26",
  postcode: "2628 hj",
  houseNumber: "2",
  houseLetter: "a",
  bsn: "123456782",
  mrn: "00123456",
};
const PERSON_2: PatientRecord = {
  recordId: "2",
  birthName: "van Os",
  givenNames: "IJsbrand",
  sex: "M",
  birthDate: "19830526",
};

/** Canonical string and leading half of its HMAC, or the status, by type in the order of the catalogue. */
const VECTORS: [person: PatientRecord, type: string, text: string, value: string][] = [
  [PERSON_1, "B", "KT1|B|123456782", "79f0b17f54e4faa1ba03453f8ef96b74"],
  [PERSON_1, "NGGV", "KT1|NGGV|BERG|19830526|V|A", "5805c090e454b4db96cdbb983e68dce3"],
  [PERSON_1, "sNGGV", "KT1|sNGGV|BERG|19830526|V|A", "63c89a992c151076fcff750e65af4b26"],
  [PERSON_1, "NGG", "KT1|NGG|BERG|19830526|V", "14a1387b2960a66e8e44b628bb4c4f89"],
  [PERSON_1, "sNGG", "KT1|sNGG|BERG|19830526|V", "39ab2dd3008abd3c5d5ec9ebc6c96e20"],
  [PERSON_1, "C", "KT1|C|2628HJ|19830526|V", "29139a33d1d0f5f0317f3de062f5464b"],
  [PERSON_1, "RGG", "KT1|RGG|2628|19830526|V", "c2945437602497781af68d513f96404f"],
  [PERSON_1, "GG", "KT1|GG|19830526|V", "87418fa660d332bdeb92b568757f4903"],
  [PERSON_1, "A", "KT1|A|2628HJ|2|A", "64f3debd8b4363b71cc9e0b27b72820b"],
  [PERSON_1, "MRN", "KT1|MRN|URA90000901|00123456", "46f0bd8180fbfde96922bf2eb3153566"],
  [PERSON_2, "B", "BSN_INVALID", ""],
  [PERSON_2, "NGGV", "KT1|NGGV|OS|19830526|M|I", "bca9fd9bf4e84d2b4dc9530d1ca7b40f"],
  [PERSON_2, "sNGGV", "KT1|sNGGV|OS|19830526|M|I", "bbe9a85e90a9f778a0ca5ec55eda59ae"],
  [PERSON_2, "NGG", "KT1|NGG|OS|19830526|M", "00d06fa50868cc560ebcf7ec1b55fe5a"],
  [PERSON_2, "sNGG", "KT1|sNGG|OS|19830526|M", "24b6516e8a1f2a6448b404b99d8a1cee"],
  [PERSON_2, "C", "BAD_POSTCODE", ""],
  [PERSON_2, "RGG", "BAD_POSTCODE", ""],
  [PERSON_2, "GG", "KT1|GG|19830526|M", "794a85b4d97215c39206fde802645012"],
  [PERSON_2, "A", "BAD_POSTCODE", ""],
  [PERSON_2, "MRN", "MISSING_MRN", ""],
];

function stage1(types: readonly PseudonymType[] = catalogue): Stage1 {
  return new Stage1({ types, key: KEY, provider: PROVIDER });
}

function flags(field: Partial<PatientRecord>): boolean[] {
  const { lowTrustDate, placeholderForename, values } = stage1().pseudonymise({ ...PERSON_1, ...field });
  return [lowTrustDate, placeholderForename, !values.includes(null)];
}

describe("Stage1", () => {
  test.each(VECTORS)("vector %#: %s", (person, name, text, value) => {
    const types = typesByName([name]);
    const { values, statuses } = stage1(types).pseudonymise(person);
    const made = [canonicalString(types[0]!, person, PROVIDER), values.map((bytes) => bytes && toHex(bytes)), statuses];
    expect(made).toEqual(value === "" ? [{ status: text }, [null], [text]] : [{ text }, [value], [null]]);
  });

  it("makes all types of a record as it makes each alone", () => {
    const { values } = stage1().pseudonymise(PERSON_1);
    expect(values.map((bytes) => toHex(bytes!))).toEqual(VECTORS.slice(0, 10).map((vector) => vector[3]));
  });

  const broken: [field: Partial<PatientRecord>, type: string, status: Status][] = [
    [{ birthName: "." }, "NGG", "MISSING_NAME"],
    [{ givenNames: "" }, "NGGV", "MISSING_INITIAL"],
    [{ birthDate: "1983" }, "GG", "PARTIAL_DATE"],
    [{ birthDate: "" }, "GG", "BAD_DATE"],
    [{ sex: "X" }, "GG", "SEX_UNKNOWN"],
    [{ postcode: "2628" }, "RGG", "BAD_POSTCODE"],
    [{ houseNumber: "2a" }, "A", "BAD_HOUSE_NUMBER"],
    [{ bsn: "999940003" }, "B", "BSN_INVALID"],
    [{ mrn: "1|2" }, "MRN", "MISSING_MRN"],
  ];
  test.each(broken)("%j leaves %s with %s", (field, type, status) => {
    const result = stage1(typesByName([type])).pseudonymise({ ...PERSON_1, ...field });
    expect([result.values, result.statuses]).toEqual([[null], [status]]);
  });

  it("flags dates and forenames that often stand for unknown ones, and makes the values all the same", () => {
    expect(flags({ birthDate: "1-7-1983", givenNames: "Baby" })).toEqual([true, true, true]);
    expect(flags({ birthDate: "19830101", givenNames: "zoon van" })).toEqual([true, true, true]);
    expect(flags({ birthDate: "1983-07-02", givenNames: "Zoontje" })).toEqual([false, false, true]);
  });

  it("takes a type that is not in the catalogue", () => {
    const own: PseudonymType = { name: "N6P5", inputs: { postcode: 5, name: 6, date: 1 }, purpose: "report" };
    const person = { ...PERSON_1, birthName: "Prinsterer" };
    expect(canonicalString(own, person, PROVIDER)).toEqual({ text: "KT1|N6P5|PRINST|2628H|19830526" });
    expect(stage1([own]).pseudonymise(person).values[0]).toHaveLength(16);
  });

  it("obeys the lattice and tells apart what differs", () => {
    const person = fc.record({
      recordId: fc.constant("1"),
      birthName: fc.constantFrom("Os", "van Os", "Jansen", "Jansens", "Jansonius", "Jansenstraat", "Jansenstrand", "?"),
      givenNames: fc.constantFrom("Anna", "A.", "Bert", ""),
      birthDate: fc.constantFrom("19830526", "26-5-1983", "19830527", "1983"),
      sex: fc.constantFrom("M", "V", "1", ""),
      postcode: fc.constantFrom("2628HJ", "2628 hj", "2628HK", "2629HJ", ""),
      houseNumber: fc.constantFrom("2", "02", "3", "x"),
    });
    const types = catalogue.filter((type) => type.name !== "B" && type.name !== "MRN");
    const rules = lattice(types).map((rule) => ({
      determinants: rule.determinants.map((type) => types.indexOf(type)),
      implied: types.indexOf(rule.implied),
    }));
    const maker = stage1(types);
    fc.assert(
      fc.property(person, person, (a, b) => {
        const [left, right] = [maker.pseudonymise(a).values, maker.pseudonymise(b).values];
        const agrees = (i: number) => left[i] !== null && right[i] !== null && toHex(left[i]!) === toHex(right[i]!);
        const broken = rules.filter(({ determinants, implied }) => determinants.every(agrees) && !agrees(implied));
        expect(broken).toEqual([]);
        types.forEach((type, i) => {
          const [x, y] = [canonicalString(type, a, PROVIDER), canonicalString(type, b, PROVIDER)];
          expect(agrees(i)).toBe("text" in x && "text" in y && x.text === y.text);
        });
      }),
      { numRuns: 1000 },
    );
  });

  it("refuses a short key, a provider id that would break the hashed text, and an unknown profile", () => {
    const options = { types: catalogue, key: KEY, provider: PROVIDER };
    const code = (change: object) => {
      try {
        return new Stage1({ ...options, ...change });
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code({ key: KEY.subarray(1) })).toBe("BAD_KEY");
    expect(code({ provider: " " })).toBe("BAD_PROVIDER");
    expect(code({ provider: "H|1" })).toBe("BAD_PROVIDER");
    expect(code({ profile: "KT2" })).toBe("UNKNOWN_PROFILE");
  });
});
