// Brings a TypeScript module of web/ into a test, bundled by the same Vite that builds the pages.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './installation.mjs';

const web = join(root, 'web');

export async function importSource(path) {
  const { build } = await import(pathToFileURL(join(web, 'node_modules/vite/dist/node/index.js')).href);
  const bundle = await build({
    root: web,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: { ssr: join(web, path), write: false, minify: false, target: 'node20' },
  });
  const [{ code }] = (Array.isArray(bundle) ? bundle[0] : bundle).output;
  return import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
}
