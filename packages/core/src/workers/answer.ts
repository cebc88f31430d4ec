import { move, transferableSymbol, valueSymbol } from "piscina";

import { KoppelError, type Whereabouts } from "../errors.ts";

/** A task's answer: its value, or an error as plain data, since a clone of an error keeps no fields of its class. */
export type Answer<T> =
  | { readonly value: T }
  | { readonly error: { readonly code: string; readonly message: string; readonly where: Whereabouts } };

/**
 * Makes a function a task: known errors come back as data, unknown ones are thrown as they are.
 *
 * @param moved memory of the result that is handed over instead of copied
 */
export function answer<I, O>(
  task: (input: I) => O | Promise<O>,
  moved?: (value: O) => ArrayBuffer[],
): (input: I) => Promise<Answer<O>> {
  return async (input) => {
    try {
      const value = await task(input);
      const answered: Answer<O> = { value };
      if (moved === undefined) return answered;
      const transferable = { [transferableSymbol]: moved(value), [valueSymbol]: answered };
      return move(transferable as unknown as ArrayBuffer) as unknown as Answer<O>;
    } catch (error) {
      if (!(error instanceof KoppelError)) throw error;
      const { code, message, file, line, hint } = error;
      const bare = file === undefined ? message : message.slice(message.indexOf(": ", file.length) + 2);
      return { error: { code, message: bare, where: { file, line, hint } } };
    }
  };
}

/** The value of an answer. @throws KoppelError the task threw */
export function valueOf<T>(answered: Answer<T>): T {
  if ("value" in answered) return answered.value;
  const { code, message, where } = answered.error;
  throw new KoppelError(code, message, where);
}
