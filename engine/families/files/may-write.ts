import { access, constants } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { propertyOf } from '../../kit/property-of.ts';

/**
 * Why this process may not make or replace files in a folder, with what to do: at most one sentence. Of a folder that is not
 * there the nearest one that is counts. Writes nothing.
 */
export async function folderConflicts(folder: string): Promise<readonly string[]> {
  const code = await refusal(folder, constants.W_OK | constants.X_OK);
  if (code === 'ENOENT' && dirname(folder) !== folder) return folderConflicts(dirname(folder));
  return sentences(code, `in the folder ${folder}`);
}

/** Why this process may not write to a file that is there, with what to do: at most one sentence. Writes nothing. */
export async function fileConflicts(path: string): Promise<readonly string[]> {
  return sentences(await refusal(path, constants.W_OK), `to the file ${path}`);
}

function sentences(code: unknown, where: string): readonly string[] {
  if (code === 'EROFS')
    return [
      `nothing can be written ${where}: its disk is read-only; mount it for writing, or give another path`,
    ];
  if (code === 'EACCES' || code === 'EPERM')
    return [`user ${userName()} may not write ${where}: allow it with chmod or chown, or give another path`];
  return [];
}

async function refusal(path: string, mode: number): Promise<unknown> {
  try {
    await access(path, mode);
    return undefined;
  } catch (error) {
    return propertyOf(error, 'code');
  }
}

/** The user that this process runs as; its number where nobody has given it a name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.());
  }
}
