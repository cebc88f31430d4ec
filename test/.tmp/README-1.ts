import { KoppelError, LinkTable } from "@koppel/core";
import { KeyRing } from "@koppel/keyring";

const ring = await KeyRing.open("keys/keys.json", { passphrase: process.env["KOPPEL_PASSPHRASE"]! });
const table = LinkTable.open({ path: "table/koppel.db", ring });
try {
  const run = await table.link(["H04.delivery.csv"]);
  console.log(`${run.records} records, ${run.persons} persons in the table, ${run.cases} open cases`);
  const { pairs } = await table.evaluate("synth/truth.csv");
  console.log(`precision ${pairs.precision}, recall ${pairs.recall}`);
} catch (error) {
  if (!(error instanceof KoppelError)) throw error;
  console.error(error.code, error.message, error.hint);
} finally {
  await table.close();
}
