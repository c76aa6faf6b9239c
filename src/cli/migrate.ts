import { connect, type Command } from './command.ts';

/** Brings the database up to date. Opening it does so; what follows only says it. */
export const commandMigrate: Command = async (_words, settings) => {
  const connected = await connect(settings);
  process.stdout.write('The database is up to date.\n');
  await connected.close();
  return 0;
};
