import { KoppelError, registriesOf } from "@koppel/core";

try {
  registriesOf("no-such-table.db");
} catch (error) {
  if (error instanceof KoppelError && error.code === "TABLE_NOT_FOUND") console.log(error.hint);
  else throw error;
}
