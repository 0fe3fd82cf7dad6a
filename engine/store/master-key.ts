import { scryptSync } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Random } from '../kit/clock.ts';
import { messageOf, SyncformError } from '../kit/errors.ts';
import { propertyOf } from '../kit/property-of.ts';
import { seal, unseal } from './envelope.ts';
import type { Tables } from './tables.ts';

/** What the master key is proved with: the same text, sealed under it when the store first got a key. */
const proof = { owner: 'master key', text: 'syncform' };

interface KeyRequest {
  readonly db: Kysely<Tables>;
  readonly dataDir: string;
  /** The text of SYNCFORM_SECRET_KEY. */
  readonly key: string | undefined;
  readonly random: Random;
}

/**
 * The key that all secrets of a store are encrypted under: from SYNCFORM_SECRET_KEY, else from `secret.key` in the data
 * directory. The first to come settles the key, within a write transaction, so that two processes agree on it; whoever
 * comes later with another one is told so.
 */
export async function openMasterKey(request: KeyRequest): Promise<Buffer> {
  const known = await settledKey(request.db);
  if (known) return provenKey(known, request);
  return request.db.transaction().execute(async (db) => {
    const settled = await settledKey(db);
    if (settled) return provenKey(settled, request);
    const salt = request.random.bytes(16).toString('base64url');
    const key = request.key === undefined ? keyFromFile(request, true) : keyFromText(request.key, salt);
    const values = {
      key_source: request.key === undefined ? 'file' : 'environment',
      key_salt: salt,
      key_proof: seal(key, proof.owner, proof.text, request.random),
    };
    const rows = Object.entries(values).map(([name, value]) => ({ name, value }));
    await db.insertInto('meta').values(rows).execute();
    return key;
  });
}

interface SettledKey {
  readonly source: string;
  readonly salt: string;
  readonly proof: string;
}

async function settledKey(db: Kysely<Tables>): Promise<SettledKey | undefined> {
  const rows = await db
    .selectFrom('meta')
    .selectAll()
    .where('name', 'in', ['key_source', 'key_salt', 'key_proof'])
    .execute();
  const value = new Map(rows.map((row) => [row.name, row.value]));
  const sealed = value.get('key_proof');
  if (sealed === undefined) return undefined;
  return { source: value.get('key_source') ?? '', salt: value.get('key_salt') ?? '', proof: sealed };
}

function provenKey(settled: SettledKey, request: KeyRequest): Buffer {
  if (request.key === undefined && settled.source === 'environment') {
    throw new SyncformError(
      'invalid',
      `the secrets in ${request.dataDir} are encrypted under a key from SYNCFORM_SECRET_KEY, which is not set`,
      { hint: 'Set it to the key that they were stored with.' },
    );
  }
  const key =
    request.key === undefined ? keyFromFile(request, false) : keyFromText(request.key, settled.salt);
  try {
    if (unseal(key, proof.owner, settled.proof) === proof.text) return key;
  } catch {
    // Not the key: said below.
  }
  const [where, hint] =
    settled.source === 'environment'
      ? ['SYNCFORM_SECRET_KEY', 'Set SYNCFORM_SECRET_KEY to the key that they were stored with.']
      : [
          request.key === undefined ? keyPath(request.dataDir) : 'SYNCFORM_SECRET_KEY',
          `They were stored with the key in ${keyPath(request.dataDir)}: ${
            request.key === undefined ? 'put that file back' : 'unset SYNCFORM_SECRET_KEY'
          }.`,
        ];
  throw new SyncformError(
    'invalid',
    `the secrets in ${request.dataDir} are encrypted under another key than that of ${where}`,
    { hint },
  );
}

/** 32 bytes in hex or base64 (either alphabet), or a passphrase, stretched with scrypt (RFC 7914, N = 2^15, r = 8). */
function keyFromText(text: string, salt: string): Buffer {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex');
  if (/^[\w+/-]{43}=?$/.test(trimmed)) return Buffer.from(trimmed, 'base64');
  if (trimmed.length >= 16) {
    return scryptSync(trimmed, salt, 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 });
  }
  throw new SyncformError('invalid', 'SYNCFORM_SECRET_KEY is too short', {
    hint: 'Set it to 32 random bytes in base64 (openssl rand -base64 32), or to a passphrase of 16 characters or more.',
  });
}

function keyPath(dataDir: string): string {
  return join(dataDir, 'secret.key');
}

function keyFromFile(request: KeyRequest, make: boolean): Buffer {
  const path = keyPath(request.dataDir);
  let text: string;
  try {
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
      throw new SyncformError('invalid', `others than its owner can read the key ${path}`, {
        hint: `Run: chmod 600 ${path}. If others may have read it, change the secrets as well.`,
      });
    }
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (error instanceof SyncformError) throw error;
    if (make && propertyOf(error, 'code') === 'ENOENT') {
      return writeKeyFile(path, request.random);
    }
    throw new SyncformError(
      'invalid',
      `the key ${path}, which secrets are encrypted under, cannot be read: ${messageOf(error)}`,
      {
        hint: 'Put it back, or set SYNCFORM_SECRET_KEY to its contents.',
        cause: error,
      },
    );
  }
  if (!/^[\w+/-]{43}=?$/.test(text)) {
    throw new SyncformError('invalid', `the key ${path} is damaged: it holds no 32 bytes in base64`, {
      hint: 'Put back a copy of it.',
    });
  }
  return Buffer.from(text, 'base64');
}

/** Whole or not at all: the file gets its name only once its contents are on the disk. */
function writeKeyFile(path: string, random: Random): Buffer {
  const key = random.bytes(32);
  const temporary = `${path}.${random.uuid()}`;
  const file = openSync(temporary, 'wx', 0o600);
  writeSync(file, `${key.toString('base64')}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(temporary, path);
  return key;
}
