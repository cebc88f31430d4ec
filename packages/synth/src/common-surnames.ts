/**
 * The commonest surnames of the country, with round weights in thousands of bearers (general knowledge, not a list
 * taken over). A lower-case start is the prefix (voorvoegsel).
 */
export const commonSurnames: ReadonlyArray<readonly [thousands: number, names: string]> = [
  [85, "de Jong"],
  [74, "Jansen"],
  [72, "de Vries"],
  [58, "van den Berg"],
  [56, "van Dijk"],
  [55, "Bakker; Janssen"],
  [50, "Visser"],
  [42, "Smit"],
  [38, "Meijer; de Boer"],
  [36, "Mulder; de Groot; Bos"],
  [30, "Vos; Peters; Hendriks"],
  [28, "van Leeuwen; Dekker"],
  [25, "Brouwer"],
  [23, "de Wit; Dijkstra; Smits"],
  [21, "de Graaf; van der Meer; Kok; Jacobs; van der Linden; Vermeulen"],
  [19, "de Haan; van den Heuvel; van der Veen; van den Broek; de Bruin; de Bruijn"],
  [18, "Schouten; van Beek; Willems; van Vliet; van der Heijden; Hoekstra"],
  [16, "Maas; Verhoeven; Koster; van Dam; Prins; Blom; Huisman; Peeters"],
  [15, "de Jonge; Kuipers; van Veen; Post; Kuiper; Veenstra; Kramer; van den Brink"],
  [14, "Scholten; van Wijk; Postma; Martens; Vink; de Ruiter; Timmermans; Groen"],
  [13, "Gerritsen; Jonker; van Loon; Boer; van der Velde; Willemsen; Smeets; de Lange"],
  [12, "de Vos; van Dongen; Schipper; de Koning; van der Laan; Koning; Driessen; van Doorn; Hermans"],
  [11, "Evers; van den Bosch; van der Meulen; Hofman; Bosman; Wolters; Sanders; van der Horst; Mol; Kuijpers"],
  [
    10,
    "Molenaar; van de Ven; van der Heide; Verbeek; Roos; Dijkman; Pieters; van Rijn; Kroon; Snijders; van der Wal; Otten",
  ],
  [
    9,
    "Zijlstra; Wiersma; Bosch; van der Kolk; Schepers; van Es; Hoogendoorn; Franken; Verweij; Kooijman; Bruins; de Rooij; " +
      "Verburg; van Schaik; de Leeuw; Goossens; Gerrits; van de Velde; Zwart; Schut",
  ],
  [
    8,
    "van der Pol; Hartman; Bouwman; Bekker; Groot; Nijhuis; Jongsma; Simons; Lammers; Kersten; Swart; " +
      "Geerts; Rietveld; van Dalen; van Houten; Wouters; Groenewegen; van Leeuwenhoek; Versteeg; Aarts; Dijk",
  ],
  [
    7,
    "Boersma; Verschuren; van der Ploeg; Claassen; van de Pol; Meijers; van Egmond; van Duijn; Teunissen; Boon; " +
      "Witteveen; Bosma; Haan; Borst; Lensen; Kamphuis; Kuijper; Mertens; Blok; Slot; van Hout; de Kok; Roelofs; Bekkers; " +
      "Cornelissen; Nguyen; Mulders; Buijs; van der Zee; Nijland; Sikkema; Hendriksen; Boonstra; ten Have",
  ],
  [
    6,
    "Engelen; Wagenaar; Bouma; Nieuwenhuis; van den Bos; Pietersen; van Ommen; van der Vliet; van Gelder; Brinkman; " +
      "van Kampen; Kaya; Snoek; Verhagen; Ketelaar; Westerhof; Hulst; van der Berg; Heijnen; Spaans; Ruiter; Kluver; " +
      "Arts; Wijnen; Lucas; Dirks; van der Steen; Vonk; Stam; Schreuder; van den Hoek; Rutten; Bijl; van Rooijen; Wilms; " +
      "van Zanten; Drost; Peterse; Ouwerkerk; Terpstra; Reinders; van Hoof; Vogels; Zandstra; Hof; Yilmaz",
  ],
  [
    5,
    "Dekkers; van Vugt; Faber; van Oosten; Konings; Mohamed; Roelofsen; Stevens; Koopman; van Eijk; Vermeer; " +
      "Ernst; Moerman; Pronk; Wijnands; van de Wiel; Schaap; Swinkels; Tromp; Geurts; Leenders; van Zon; Vreeswijk; " +
      "Hamers; Booij; Bergsma; Hermsen; Visscher; Demir; van Gils; Lubbers; Heinen; Bakx; Abbink; Yildiz; Ramdin; " +
      "van Santen; Timmer; Harmsen; van Staveren; de Winter; Veldman; Kleijn; Krol; Admiraal; van der Zwan; Hilhorst; " +
      "Mooij; Keijzer; Oosterhuis; Pool; Kooistra; Linssen; Bles; Beekman; Sneep; Ahmed; van Rossum; de Beer; Singh",
  ],
];
