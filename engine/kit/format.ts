/** A number with its thousands apart: `1,234,567`. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A number in three figures: `412`, `41.2k`, `1.23M`. */
export function compact(value: number): string {
  return scaled(value, ['', 'k', 'M', 'G', 'T'], '');
}

/** An amount of bytes in three figures, by thousands: `118 MB`. */
export function bytes(value: number): string {
  return scaled(value, ['B', 'kB', 'MB', 'GB', 'TB', 'PB'], ' ');
}

function scaled(value: number, units: readonly string[], space: string): string {
  let unit = 0;
  let rest = value;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || rest >= 99.95 ? 0 : rest >= 9.995 ? 1 : 2;
  return `${rest.toFixed(digits)}${space}${units[unit]}`;
}

/** A time span: `0.4s`, `12s`, `3m 04s`, `1h 02m`. */
export function duration(ms: number): string {
  if (ms < 9950) return `${(Math.max(ms, 0) / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  const two = (value: number): string => Math.floor(value).toString().padStart(2, '0');
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  return `${Math.floor(seconds / 3600)}h ${two((seconds % 3600) / 60)}m`;
}

/** A part of a whole that is only estimated: never 100% before the end. */
export function percent(part: number, estimate: number): string {
  return `${Math.min(99, Math.floor((100 * part) / estimate))}%`;
}

/** An instant in the reader's own time zone: `2026-11-21 12:04:11`. */
export function localTime(timestamp: string): string {
  const at = new Date(timestamp);
  const two = (value: number): string => value.toString().padStart(2, '0');
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** `1 record`, `3 records`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}
