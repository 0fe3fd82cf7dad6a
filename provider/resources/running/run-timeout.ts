const pattern = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;
/** Timers count milliseconds in 31 bits. */
const longest = 24 * 24 * 3_600_000;

/** Milliseconds that a text such as `24h`, `1h30m` or `45s` says; undefined where it says none, or more than 24 days. */
export function durationOf(text: string): number | undefined {
  const match = pattern.exec(text);
  if (!match || text === '') return undefined;
  const [hours, minutes, seconds] = [match[1], match[2], match[3]].map((n) => Number(n ?? 0)) as [
    number,
    number,
    number,
  ];
  const milliseconds = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return milliseconds > 0 && milliseconds <= longest ? milliseconds : undefined;
}
