/**
 * Generates the TypeScript stubs in generated/ from the protocol definitions in vendor/.
 * With `--check` it changes nothing and fails when generated/ is not what vendor/ says.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const here = import.meta.dirname;
const committed = join(here, 'generated');

/** buf's own binary: the npm package's postinstall, which would put it on the path, may have been blocked. */
function bufBinary(): string {
  const manifest = require.resolve('@bufbuild/buf/package.json');
  const platform = createRequire(manifest).resolve(
    `@bufbuild/buf-${process.platform}-${process.arch}/package.json`,
  );
  return join(dirname(platform), 'bin', process.platform === 'win32' ? 'buf.exe' : 'buf');
}

function tsProtoPlugin(): string {
  return join(dirname(require.resolve('ts-proto/package.json')), 'protoc-gen-ts_proto');
}

function generate(into: string): void {
  const template = {
    version: 'v2',
    plugins: [
      {
        local: [process.execPath, tsProtoPlugin()],
        out: into,
        opt: [
          'outputServices=grpc-js',
          'snakeToCamel=false',
          'useOptionals=all',
          'env=node',
          'esModuleInterop=true',
          'forceLong=number',
          'importSuffix=.ts',
          'outputJsonMethods=false',
          'outputPartialMethods=false',
          'enumsAsLiterals=true',
          'useDate=true',
        ],
        include_imports: true,
      },
    ],
  };
  execFileSync(bufBinary(), ['generate', '--template', JSON.stringify(template), join(here, 'vendor')], {
    stdio: 'inherit',
  });
}

function stubs(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
}

if (process.argv.includes('--check')) {
  const fresh = mkdtempSync(join(tmpdir(), 'protocol-'));
  try {
    generate(fresh);
    const names = [...new Set([...stubs(fresh), ...stubs(committed)])].sort();
    const stale = names.filter((name) => read(join(fresh, name)) !== read(join(committed, name)));
    if (stale.length > 0) {
      console.error(
        `Not what the definitions in vendor/ generate: ${stale.join(', ')}. Run npm run protocol.`,
      );
      process.exitCode = 1;
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
} else {
  rmSync(committed, { recursive: true, force: true });
  generate(committed);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
