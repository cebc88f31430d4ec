import type { PatientRecord } from "./record.ts";

/** The columns of a patient file, each with its field in a record. */
export const patientFields = {
  record_id: "recordId",
  mrn: "mrn",
  birth_name: "birthName",
  prefix: "prefix",
  given_names: "givenNames",
  birth_date: "birthDate",
  sex: "sex",
  postcode: "postcode",
  house_number: "houseNumber",
  house_letter: "houseLetter",
  house_addition: "houseAddition",
  bsn: "bsn",
  event_date: "eventDate",
} as const satisfies Record<string, keyof PatientRecord>;

/** The name of a column of a patient file. */
export type PatientField = keyof typeof patientFields;

/** The name of a column of a delivery that holds no pseudonym type. */
export type DeliveryField = "record_id" | "mrn" | "mrn_reversible" | "event_date";

// Not here on purpose: achternaam, surname, naam. They may hold the partner's name (N4).
const ALIASES: Readonly<Record<DeliveryField | PatientField, string>> = {
  record_id: "recordid recordnummer recordnr",
  mrn: "mrn patientnummer patientnr patientid patientnumber lokaalpatientnummer localpatientnumber",
  mrn_reversible: "mrnreversible reversiblemrn mrnomkeerbaar omkeerbaarpatientnummer",
  birth_name: "birthname geboortenaam geslachtsnaam meisjesnaam maidenname",
  prefix: "prefix voorvoegsel voorvoegsels tussenvoegsel tussenvoegsels",
  given_names:
    "givennames givenname forenames forename firstname firstnames voornamen voornaam voorletters voorletter initials",
  birth_date: "birthdate dateofbirth dob geboortedatum",
  sex: "sex gender geslacht",
  postcode: "postcode postalcode zipcode postcode6 pc6",
  house_number: "housenumber huisnummer huisnr",
  house_letter: "houseletter huisletter",
  house_addition: "houseaddition housenumberaddition huisnummertoevoeging huisnrtoevoeging toevoeging",
  bsn: "bsn burgerservicenummer citizenservicenumber",
  event_date: "eventdate gebeurtenisdatum contactdatum",
};

const byAlias: ReadonlyMap<string, DeliveryField | PatientField> = new Map(
  Object.entries(ALIASES).flatMap(([field, aliases]) =>
    aliases.split(" ").map((alias) => [alias, field as DeliveryField | PatientField] as const),
  ),
);

/**
 * The column that a header means, in English or Dutch, whatever its case, accents, spaces, `_` and `-`.
 *
 * @example canonicalHeader("Patiënt-nummer"); // "mrn"
 */
export function canonicalHeader(header: string): DeliveryField | PatientField | undefined {
  const plain = header
    .normalize("NFKD")
    .replace(/[\p{M}\s_-]/gu, "")
    .toLowerCase();
  return byAlias.get(plain);
}
