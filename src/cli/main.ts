import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { readSettings } from '../platform/settings.ts';
import { commandDoctor } from './doctor.ts';
import { commandExport } from './export.ts';
import { commandImport } from './import.ts';
import { commandMigrate } from './migrate.ts';
import { commandServe } from './serve.ts';
import type { Command } from './command.ts';

const commands: Readonly<Record<string, Command>> = {
  serve: commandServe,
  migrate: commandMigrate,
  import: commandImport,
  export: commandExport,
  doctor: commandDoctor,
};

const usage = `guichet serve [forms|agendas|jobs]…   the server; without a name, all three
guichet migrate                       brings the database up to date
guichet import FILE…                  a site file (.json) or exported definitions (.wcs)
guichet export [AGENDA…] [--definitions FOLDER]
                                      the site file of what is in the database
guichet doctor                        checks settings, database, secrets and invariants
`;

/** Runs one command; the number is the process's exit code. */
async function main(words: readonly string[]): Promise<number> {
  const [name = '', ...rest] = words;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    process.stderr.write(usage);
    return name === 'help' || name === '--help' ? 0 : 2;
  }
  if (existsSync('.env')) loadEnvFile('.env');
  const settings = readSettings(process.env);
  if ('kind' in settings) {
    process.stderr.write(`${settings.message}\n`);
    return 2;
  }
  try {
    return await command(rest, settings);
  } catch (error) {
    process.stderr.write(`${settings.logLevel === 'debug' && error instanceof Error ? error.stack : String(error)}\n`);
    return 1;
  }
}

// The process is left to end by itself: an open handle that keeps it alive is a fault to be seen.
process.exitCode = await main(process.argv.slice(2));
