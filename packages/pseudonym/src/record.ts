/** A row of a patient file, as the provider wrote it; a missing field is absent or blank. Lives at the provider only. */
export interface PatientRecord {
  readonly recordId: string;
  readonly mrn?: string;
  readonly birthName?: string;
  readonly prefix?: string;
  readonly givenNames?: string;
  readonly birthDate?: string;
  readonly sex?: string;
  readonly postcode?: string;
  readonly houseNumber?: string;
  readonly houseLetter?: string;
  readonly houseAddition?: string;
  readonly bsn?: string;
  readonly eventDate?: string;
}
