/**
 * Takes standard output for the handshake: whatever else the process writes there, `console.log` included, goes to standard
 * error, because a stray byte would break the handshake. Returns the way to write the handshake.
 */
export function reserveStdout(): (line: string) => void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  // Once Terraform is gone nobody reads either stream; that is no reason to fail before the work is wound up.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  return (line) => {
    write(`${line}\n`);
  };
}
