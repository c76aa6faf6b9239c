import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database as FormsDatabase } from '../forms/database.ts';
import { allDefinitions } from '../forms/definitions/store.ts';
import { exportDefinition } from '../forms/exchange/export.ts';
import { connect, type Command } from './command.ts';
import { exportSite } from './site.ts';

/** The site file on standard output; with `--definitions FOLDER`, the forms' definitions as files. */
export const commandExport: Command = async (words, settings) => {
  const at = words.indexOf('--definitions');
  const folder = at === -1 ? null : words[at + 1];
  if (folder === undefined) {
    process.stderr.write('export: --definitions takes a folder.\n');
    return 2;
  }
  const slugs = at === -1 ? words : words.toSpliced(at, 2);
  const connected = await connect(settings);
  try {
    if (folder === null || slugs.length > 0)
      process.stdout.write(`${JSON.stringify(await exportSite(connected.open, slugs), null, 2)}\n`);
    if (folder !== null) {
      await mkdir(folder, { recursive: true });
      for (const definition of await allDefinitions(connected.open.of<FormsDatabase>().db)) {
        const name = `${definition.kind.replace(' ', '-')}-${definition.slug}.wcs`;
        await writeFile(join(folder, name), exportDefinition(definition));
        process.stderr.write(`${name}\n`);
      }
    }
  } finally {
    await connected.close();
  }
  return 0;
};
