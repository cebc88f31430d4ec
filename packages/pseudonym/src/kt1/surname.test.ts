import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { prefixes } from "./prefixes.ts";
import { surname } from "./surname.ts";

/** Names as delivered, the N6 result, its first eight and first four letters (DOMAIN section 3). */
const TABLE: [names: string[], letters: string, eight: string, four: string][] = [
  [["Jansen", "jansen ", "JANSEN"], "JANSEN", "JANSEN", "JANS"],
  [["van den Berg", "Van den Berg", "VAN DEN BERG", "Berg"], "BERG", "BERG", "BERG"],
  [["Käster", "Kaster", "Ka\u0308ster"], "KASTER", "KASTER", "KAST"],
  [["IJsselstein", "\u0132sselstein"], "IJSSELSTEIN", "IJSSELST", "IJSS"],
  [["O'Brien", "O\u2019Brien"], "OBRIEN", "OBRIEN", "OBRI"],
  [["Yavşar"], "YAVSAR", "YAVSAR", "YAVS"],
  [["'t Wolkje", "\u2019t Wolkje"], "WOLKJE", "WOLKJE", "WOLK"],
  [["in het Zonnetje"], "ZONNETJE", "ZONNETJE", "ZONN"],
  [["Op den Berghe", "van den Berghe"], "BERGHE", "BERGHE", "BERG"],
  [["Groen van Prinsterer"], "GROENVANPRINSTERER", "GROENVAN", "GROE"],
  [["Os", "van Os"], "OS", "OS", "OS"],
  [["Müller-Lüdenscheidt", "Muller Ludenscheidt"], "MULLERLUDENSCHEIDT", "MULLERLU", "MULL"],
  [["Straße"], "STRASSE", "STRASSE", "STRA"],
  [["Đặng"], "DANG", "DANG", "DANG"],
  [["Łukasz"], "LUKASZ", "LUKASZ", "LUKA"],
  [["Østergård"], "OSTERGARD", "OSTERGAR", "OSTE"],
  [["Þórsson"], "THORSSON", "THORSSON", "THOR"],
  [["D'Olyrook", "D' Olyrook", "D\u00b4Olyrook"], "OLYROOK", "OLYROOK", "OLYR"],
  [["Smit - de Vries"], "SMITDEVRIES", "SMITDEVR", "SMIT"],
  [["de Vries", "DE VRIES"], "VRIES", "VRIES", "VRIE"],
  [["Van der Broeck"], "BROECK", "BROECK", "BROE"],
  [["Van Damme", "Damme"], "DAMME", "DAMME", "DAMM"],
  [["van 't Hof"], "HOF", "HOF", "HOF"],
  [["ten Brinke"], "BRINKE", "BRINKE", "BRIN"],
  [["El Khatib"], "KHATIB", "KHATIB", "KHAT"],
  [["Çelik"], "CELIK", "CELIK", "CELI"],
  [["Bos 2"], "BOS", "BOS", "BOS"],
  [["Van"], "VAN", "VAN", "VAN"],
  [["De"], "DE", "DE", "DE"],
  [[".", "", "  ", "onbekend", "NNB", "n.n.b.", "??", "Иванов"], "", "", ""],
];

describe("surname", () => {
  test.each(TABLE.flatMap(([names, ...result]) => names.map((name) => [name, ...result] as const)))(
    "%j -> %s",
    (name, letters, eight, four) => {
      const result = surname(name);
      expect([result, result.slice(0, 8), result.slice(0, 4)]).toEqual([letters, eight, four]);
    },
  );

  test.each([
    ["Vanden Berghe", "VANDENBERGHE"],
    ["Müller", "MULLER"],
    ["Mueller", "MUELLER"],
    ["Ybema", "YBEMA"],
    ["IJbema", "IJBEMA"],
    ["v.d. Berg", "VDBERG"],
    ["vd Berg", "VDBERG"],
  ])("keeps the known miss %s", (name, letters) => {
    expect(surname(name)).toBe(letters);
  });

  test.each([
    ["'sGravesande", "GRAVESANDE"],
    ["van de l'Isle", "ISLE"],
    ["van de", "DE"],
    ["van de -", "DE"],
    ["Vander", "VANDER"],
    ["de van der Berg", "BERG"],
    ["van van Dijk", "VANDIJK"],
    ["Jansen\u00a0 Smit", "JANSENSMIT"],
    ["D\uff07Olyrook", "OLYROOK"],
    ["xxx", ""],
    ["Xx", ""],
    ["UNKNOWN", ""],
    ["ß ẞ Æ æ Œ œ Ø ø Ł ł Đ đ Ð ð Þ þ ı Ħ ħ Ŋ ŋ Ŧ ŧ ĸ Ə ə", "SSSSAEAEOEOEOOLLDDDDTHTHIHHNGNGTTKAA"],
  ])("%j -> %s", (name, letters) => {
    expect(surname(name)).toBe(letters);
  });

  it("knows the 121 prefixes and strips each, in any case, before a name", () => {
    expect(new Set(prefixes).size).toBe(121);
    const stripped = prefixes.filter(
      (prefix) => surname(`${prefix} Qberg`) === "QBERG" && surname(`${prefix.toUpperCase()} QBERG`) === "QBERG",
    );
    expect(stripped).toEqual(prefixes);
  });

  it("does not depend on the Unicode form or on case", () => {
    const character = fc.constantFrom(
      ..."aeinvdtlsTDVN' -.´`’\u0308\u0301\u0327\u030cåäëéçñğşżøłđßıİĳæ\u1ffd\u1fefﬁ．Ω",
    );
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 16 }), (name) => {
        const expected = surname(name);
        expect(surname(name.normalize("NFD"))).toBe(expected);
        expect(surname(name.normalize("NFC"))).toBe(expected);
        expect(expected).toMatch(/^[A-Z]*$/);
      }),
      { numRuns: 2000 },
    );
  });
});
