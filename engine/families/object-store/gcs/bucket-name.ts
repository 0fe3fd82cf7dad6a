/** Reads a bare bucket name or `gs://bucket/prefix`; undefined where it is neither. Prefixes are '' or end in a slash. */
export function parseGcsBucket(
  text: string,
): { readonly bucket: string; readonly prefix: string } | undefined {
  const found = /^(?:gs:\/\/)?([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])(?:\/(.*))?$/.exec(text.trim());
  if (!found) return undefined;
  const folders = (found[2] ?? '').split('/').filter(Boolean);
  return { bucket: found[1] as string, prefix: folders.map((folder) => `${folder}/`).join('') };
}
