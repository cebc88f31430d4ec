export { type DeliveryOptions, writeDeliveries } from "./delivery-files.ts";
export type { JobOptions, PopulationOptions, Progress } from "./options.ts";
export { type PatientFiles, writePatientFiles } from "./patient-files.ts";
