/*
 * MariaDB's types for identifiers, whose rows hold bytes, as the server's text.
 */

/** `123e4567-e89b-12d3-a456-426655440000`, of 16 bytes. */
export function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** `192.168.0.1`, of 4 bytes. */
export function inet4Text(bytes: Buffer): string {
  return bytes.join('.');
}

/**
 * Of 16 bytes: groups of hexadecimal digits, the first of the longest runs of zero groups as `::`, and the last four bytes
 * as an IPv4 address where only they, or ffff and they, are not zero.
 */
export function inet6Text(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2));
  let gap = { at: -1, length: 0 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (at + length < 8 && groups[at + length] === 0) length++;
    if (length > gap.length) gap = { at, length };
    at += length;
  }
  const hasIpv4 = gap.at === 0 && (gap.length === 6 || (gap.length === 5 && groups[5] === 0xffff));
  const parts = groups.map((group) => group.toString(16));
  if (hasIpv4) parts.splice(6, 2, inet4Text(bytes.subarray(12)));
  if (gap.at < 0) return parts.join(':');
  return `${parts.slice(0, gap.at).join(':')}::${parts.slice(gap.at + gap.length).join(':')}`;
}
