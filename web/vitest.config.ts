// Runs tests/web/ of the project, which lies outside of this folder but uses its packages.
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const web = import.meta.dirname;
const tests = resolve(web, "../tests/web");

export default defineConfig({
  root: web,
  plugins: [{
    name: "packages-of-web",
    enforce: "pre",
    resolveId(source, importer) {
      const bare = !/^[./\0]/.test(source);
      return bare && importer?.startsWith(tests) ? this.resolve(source, resolve(web, "package.json"), { skipSelf: true }) : null;
    },
  }],
  server: { fs: { allow: [web, tests] } },
  test: { include: [`${tests}/**/*.test.ts`], environment: "node" },
});
