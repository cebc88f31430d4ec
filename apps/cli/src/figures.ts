const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** A number with thousands separators: `1,234`. */
export function count(number: number): string {
  return whole.format(number);
}

/** A number and what it counts: `1 case`, `1,234 cases`. */
export function counted(number: number, noun: string, plural = `${noun}s`): string {
  return `${count(number)} ${number === 1 ? noun : plural}`;
}

/** A share in percent with two decimals: `99.98 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** A share in percent with two digits that tell, however small: `5.4 %`, `0.012 %`. */
export function rate(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

/** A number that is expected, not counted: whole from ten on, else with one decimal. */
export function expected(number: number): string {
  return number < 9.95 ? number.toFixed(1) : count(number);
}

/** A duration given in seconds: `0.42 s`, `5 s`, `12 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  if (seconds < 10 && !Number.isInteger(seconds)) return `${seconds.toFixed(2)} s`;
  const all = Math.round(seconds);
  if (all < 60) return `${all} s`;
  if (all < 3600) return `${Math.floor(all / 60)} min ${all % 60} s`;
  return `${Math.floor(all / 3600)} h ${Math.floor((all % 3600) / 60)} min`;
}
