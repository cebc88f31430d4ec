import { Html } from "./html.ts";

/** The style of the page: light and dark as the reader has it, light on paper. */
export const style: Html = new Html(`
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #1c2330; --soft: #586174; --line: #d9dee7;
  --link: #14655d; --review: #b25a00; --model: #2457c5; --oracle: #7a3fa0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181f; --ink: #e4e8ef; --soft: #9aa5b8; --line: #333c4a;
    --link: #58c7b8; --review: #f0a452; --model: #86acff; --oracle: #cf9bf0;
  }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --ink: #000; --soft: #444; --line: #bbb;
    --link: #14655d; --review: #b25a00; --model: #2457c5; --oracle: #7a3fa0;
  }
  section { break-inside: auto; }
  figure, tr { break-inside: avoid; }
  h2, h3, dt, caption { break-after: avoid; }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 46rem;
  background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
}
h1 { margin: 0; font-size: 1.6rem; line-height: 1.2; }
header p { margin: .3rem 0 0; color: var(--soft); }
h2 { margin: 2.5rem 0 .5rem; padding-top: .6rem; border-top: 2px solid var(--ink); font-size: 1.2rem; }
h3 { margin: 1.5rem 0 .3rem; font-size: .92rem; font-weight: 600; }
dl { margin: 0; max-width: 40rem; font-size: .92rem; }
dt { margin-top: .5rem; }
dd { margin: 0; color: var(--soft); }
p { max-width: 40rem; overflow-wrap: anywhere; }
.table { margin: 1.2rem 0; overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .92rem; }
caption { padding-bottom: .3rem; text-align: left; font-weight: 600; }
th, td { padding: .22rem 1.1rem .22rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
tr > :last-child { padding-right: 0; }
thead th { color: var(--soft); border-bottom-color: var(--soft); }
.figure { text-align: right; }
td.figure { white-space: nowrap; }
figure { margin: 1.5rem 0; }
figcaption { color: var(--soft); font-size: .9rem; }
svg { display: block; width: 100%; max-width: 36rem; height: auto; }
@media (max-width: 32rem) { th, td { padding-right: .6rem; font-size: .9em; } }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
svg .tick { fill: var(--soft); }
svg .grid { stroke: var(--line); }
svg .interval { stroke: var(--soft); stroke-width: 2; }
svg circle { stroke-width: 2; }
svg .rate { fill: var(--link); }
svg .link { fill: var(--link); stroke: var(--link); }
svg .review { fill: var(--paper); stroke: var(--review); }
svg .apart { fill: var(--paper); stroke: var(--soft); }
svg .model { stroke: var(--model); fill: var(--model); }
svg .oracle, svg .bound { stroke: var(--oracle); fill: var(--oracle); }
svg polyline.model, svg polyline.oracle, svg polyline.bound { fill: none; stroke-width: 2; stroke-linejoin: round; }
svg polyline.oracle { stroke-dasharray: 7 3; }
svg polyline.bound { stroke-dasharray: 2 3; }
svg .links { fill: var(--ink); stroke: var(--paper); stroke-width: 1; }
svg .reviewed { fill: var(--paper); stroke: var(--ink); }
`);
