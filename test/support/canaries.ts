/** A patient of whom no value may be seen anywhere but in patient files. */
export interface Canary {
  readonly mrn: string;
  readonly name: string;
  readonly given: string;
  /** YYYY-MM-DD. */
  readonly born: string;
  readonly postcode: string;
  readonly bsn: string;
}

const HEADER = "record_id,mrn,birth_name,given_names,birth_date,sex,postcode,house_number,bsn,event_date";
const LETTERS = "BCDFGHJKLMNPRSTVWXZ";

/** Patients whose values occur nowhere by chance. */
export function canaries(count: number): Canary[] {
  return Array.from({ length: count }, (_, i) => ({
    mrn: `Zk7781${String(i).padStart(4, "0")}`,
    name: `Xq${LETTERS[i % 19]}${LETTERS[(i * 7 + 3) % 19]}uwelvank`,
    given: `Wub${LETTERS[i % 19]!.toLowerCase()}ekina`,
    born: `190${1 + (i % 3)}-0${2 + (i % 2)}-17`,
    postcode: `${8701 + i} XQ`,
    bsn: serviceNumber(71_345_100 + 37 * i),
  }));
}

/** A patient file of these patients, each with two visits. */
export function patientFile(provider: string, patients: readonly Canary[]): string {
  const rows = patients.flatMap(({ mrn, name, given, born, postcode, bsn }, i) =>
    [1, 2].map((visit) =>
      [`${provider}-${i}-${visit}`, mrn, name, given, born, "V", postcode, i, bsn, `2024-05-0${visit}`].join(),
    ),
  );
  return `${[HEADER, ...rows].join("\n")}\n`;
}

/** The forms in which a patient's values could be quoted. */
export function quotes({ mrn, name, given, born, postcode, bsn }: Canary): string[] {
  const [year, month, day] = born.split("-");
  const dates = [born, `${year}${month}${day}`, `${day}-${month}-${year}`];
  const words = [name, given].flatMap((word) => [word, word.toUpperCase(), word.toLowerCase()]);
  return [mrn, ...words, ...dates, postcode, postcode.replace(" ", ""), bsn];
}

/** The first citizen service number that passes the eleven-test from a number of eight digits on. */
function serviceNumber(first: number): string {
  for (let number = first; ; number++) {
    const digits = [...String(number)].map(Number);
    const last = digits.reduce((sum, digit, i) => sum + digit * (9 - i), 0) % 11;
    if (last < 10) return `${number}${last}`;
  }
}
