/**
 * Numbers as the studio shows them. One writing everywhere: 1,234 · 12.3 % · 4.5 MB · 2 min 10 s. The space before a unit
 * does not break.
 */
const SPACE = "\u00a0";
const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A count: `12,345`. */
export function formatCount(value: number): string {
  return WHOLE.format(value);
}

/** A count with its noun: `1 picture`, `1,200 pictures`. */
export function formatQuantity(
  value: number,
  one: string,
  many: string = `${one}s`,
): string {
  return `${WHOLE.format(value)}${SPACE}${value === 1 ? one : many}`;
}

/** What a project is made of. */
export type Noun = "picture" | "text";

/** A large count in short: `61,706`, `3.5 M`, `1.2 G`. */
export function formatShortCount(value: number): string {
  if (Math.abs(value) < 100_000) {
    return WHOLE.format(value);
  }
  const [divisor, unit] =
    Math.abs(value) < 1e9 ? [1e6, "M"] : ([1e9, "G"] as const);
  const scaled = value / divisor;
  return `${scaled.toFixed(Math.abs(scaled) < 10 ? 2 : 1)}${SPACE}${unit}`;
}

/** A share from 0 to 1 as per cent: `97.3 %`. */
export function formatPercent(share: number, digits = 1): string {
  return Number.isFinite(share)
    ? `${(share * 100).toFixed(digits)}${SPACE}%`
    : "–";
}

/** As per cent, a tenth where there is one: `17.5 %`, but `80 %`. */
export function formatPercentShort(share: number): string {
  const isWhole = Math.abs(share * 100 - Math.round(share * 100)) < 1e-6;
  return formatPercent(share, isWhole ? 0 : 1);
}

/** A number with a fitting number of digits: `0.0021`, `1.234`, `12.3`. */
export function formatNumber(value: number, significant = 3): string {
  if (!Number.isFinite(value)) {
    return "–";
  }
  if (value === 0) {
    return "0";
  }
  const size = Math.abs(value);
  if (size >= 10_000 || size < 1e-4) {
    return size >= 10_000 ? WHOLE.format(value) : value.toExponential(1);
  }
  return String(Number(value.toPrecision(significant)));
}

/** Bytes with decimal units: `512 B`, `4.5 MB`, `20 GB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : 1;
  return `${Number(value.toFixed(digits))}${SPACE}${units[unit]}`;
}

/** A length of time: `0.4 s`, `12 s`, `2 min 10 s`, `1 h 5 min`, `2 d 3 h`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) {
    return "–";
  }
  if (seconds < 1) {
    return seconds === 0
      ? `0${SPACE}s`
      : `${Math.max(0.1, Number(seconds.toFixed(1)))}${SPACE}s`;
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return `${whole}${SPACE}s`;
  }
  if (whole < 3600) {
    return pair(Math.floor(whole / 60), "min", whole % 60, "s");
  }
  const minutes = Math.round(whole / 60);
  if (minutes < 24 * 60) {
    return pair(Math.floor(minutes / 60), "h", minutes % 60, "min");
  }
  const hours = Math.round(minutes / 60);
  return pair(Math.floor(hours / 24), "d", hours % 24, "h");
}

/** Units per second: `1,240 images/s`, `0.4 epochs/s`. */
export function formatRate(perSecond: number, unit: string): string {
  const value =
    perSecond >= 10 ? WHOLE.format(perSecond) : formatNumber(perSecond, 2);
  return `${value}${SPACE}${unit}/s`;
}

/** A moment for a list: `today 14:05`, `3 Nov 14:05`, `3 Nov 2025`. */
export function formatMoment(iso: string, now: Date = new Date()): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) {
    return "–";
  }
  const clock = `${String(moment.getHours()).padStart(2, "0")}:${String(moment.getMinutes()).padStart(2, "0")}`;
  if (moment.toDateString() === now.toDateString()) {
    return `today ${clock}`;
  }
  const day = `${moment.getDate()} ${moment.toLocaleString("en-GB", { month: "short" })}`;
  return moment.getFullYear() === now.getFullYear()
    ? `${day} ${clock}`
    : `${day} ${moment.getFullYear()}`;
}

function pair(
  large: number,
  largeUnit: string,
  small: number,
  smallUnit: string,
): string {
  const head = `${large}${SPACE}${largeUnit}`;
  return small === 0 ? head : `${head}${SPACE}${small}${SPACE}${smallUnit}`;
}
