import type { Action } from "@koppel/core";

/** The sign of each action in tables and plots of a terminal. */
export const actionSigns: Readonly<Record<Action, string>> = { link: "●", review: "◆", apart: "○" };
