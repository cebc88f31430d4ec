import { describe, expect, test } from "vitest";
import { house, postcode } from "./address.ts";
import { date } from "./date.ts";
import { initial } from "./initial.ts";
import { bsn, localNumber } from "./number.ts";
import { sex } from "./sex.ts";

/** Every row of a table holds for each of its inputs; "" is missing. */
function rows<T>(table: [inputs: T[], result: string][]): [T, string][] {
  return table.flatMap(([inputs, result]) => inputs.map((input): [T, string] => [input, result]));
}

describe("components of KT1 (DOMAIN section 3)", () => {
  test.each(
    rows([
      [["Pieter", "P.J."], "P"],
      [["Theo Philip", "Th."], "T"],
      [["IJsbrand", "\u0132sbrand"], "I"],
      [["Anne-Fleur"], "A"],
      [["\u00c9.", "E\u0301."], "E"],
      [["\u00c7a\u011fla"], "C"],
      [["'s"], "S"],
      [["", "  ", "Иван Piet"], ""],
    ]),
  )("initial of %j is %j", (input, result) => {
    expect(initial(input)).toBe(result);
  });

  test.each(
    rows([
      [["1983-05-26", "19830526", "26-05-1983", "26/5/1983", " 26.5.1983 "], "19830526"],
      [["2000-02-29"], "20000229"],
      [["1-1-1983"], "19830101"],
      [["19680700", "19630000", "00000000", "1983-05", "1983", "0-5-1983", "1983-00-00"], "PARTIAL_DATE"],
      [["1983-02-29", "1983-05-26T00:00:00", "", "1900-02-29", "31-4-1983", "26-5/1983", "1983-0526"], "BAD_DATE"],
      [["5-26-1983", "26-5-83", "1983/05/26", "1983-5-26", "32-1-1983", "19831301", "١٩٨٣٠٥٢٦"], "BAD_DATE"],
    ]),
  )("date %j is %j", (input, result) => {
    expect(Object.values(date(input))).toEqual([result]);
  });

  test.each(
    rows([
      [["m", "Man", "MALE", "1", " m "], "M"],
      [["v", "F", "vrouw", "Female", "2"], "V"],
      [["O", "X", "other", "unknown", "0", "9", "", "constructor"], ""],
    ]),
  )("sex %j is %j", (input, result) => {
    expect(sex(input)).toBe(result);
  });

  test.each(
    rows([
      [["2628HJ", "2628 hj", "2628 Hj", "2628  HJ", "2628\u00a0HJ"], "2628HJ"],
      [["0628HJ", "2628H", "2628", "B-1000", ""], ""],
    ]),
  )("postcode %j is %j", (input, result) => {
    expect(postcode(input)).toBe(result);
  });

  test.each(
    rows<[string, string, string]>([
      [[["2", "", ""]], "2|"],
      [
        [
          ["02", "a", ""],
          ["2", "", "A"],
          ["2", "a", "to"],
        ],
        "2|A",
      ],
      [[["2", "", "III"]], "2|III"],
      [[["12", "A", "-3 h"]], "12|A3H"],
      [
        [
          ["0", "", ""],
          ["100000", "", ""],
          ["2A", "", ""],
          ["", "A", ""],
        ],
        "",
      ],
    ]),
  )("house %j is %j", (input, result) => {
    expect(house(...input)).toBe(result);
  });

  test.each(
    rows([
      [["123456782", "1234.56.782", " 1234 56 782"], "123456782"],
      [["10000008", "010000008"], "010000008"],
      [["111222333"], "111222333"],
      [["000000024"], "000000024"],
      [["999999199"], "999999199"],
      [["999940003", "12345678", "000000000", "00000000", "", "1234567820", "12345678x"], ""],
    ]),
  )("BSN %j is %j", (input, result) => {
    expect(bsn(input)).toBe(result);
  });

  test.each(
    rows([
      [["00123456", " 00123456 "], "00123456"],
      [["aB\u00e9", "aBe\u0301"], "aB\u00e9"],
      [["", "  ", "12|3", "12\u00003", "1\n2", "1\u00852"], ""],
    ]),
  )("patient number %j is %j", (input, result) => {
    expect(localNumber(input)).toBe(result);
  });
});
