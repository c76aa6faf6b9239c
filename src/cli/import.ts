import { readFile } from 'node:fs/promises';
import { textOfFile } from '../forms/exchange/read.ts';
import { connect, type Command } from './command.ts';
import { importFile, type Imported } from './import-file.ts';

/** Imports files, each all or nothing; one line a file. Ends with 1 where one was refused. */
export const commandImport: Command = async (words, settings) => {
  if (words.length === 0) {
    process.stderr.write('import: name at least one file.\n');
    return 2;
  }
  const connected = await connect(settings);
  let refused = false;
  try {
    for (const path of words) {
      const imported = await read(path).then(
        (text) => importFile(connected.open, path, text),
        (error: unknown): Imported => ({
          kind: 'refused',
          reasons: [error instanceof Error ? error.message : String(error)],
        }),
      );
      refused ||= imported.kind === 'refused';
      process.stdout.write(
        `${path}: ${imported.kind === 'refused' ? `refused: ${imported.reasons.join('; ')}` : imported.lines.join('; ') || 'nothing to change'}\n`,
      );
    }
  } finally {
    await connected.close();
  }
  return refused ? 1 : 0;
};

const largest = 64 * 1024 * 1024;

async function read(path: string): Promise<string> {
  const bytes = await readFile(path);
  if (bytes.length > largest) throw new Error(`larger than ${largest} bytes`);
  const text = textOfFile(bytes);
  if (text === null)
    throw new Error('its bytes are not of the encoding that it declares (UTF-8 where it declares none)');
  return text;
}
