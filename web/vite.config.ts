// Builds every page of the browser side except the shop widget (vite.widget.config.ts) into build/web of the project.
// A page is a folder with an index.html and its entry script; where it is served is said in `pages`.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";

const web = import.meta.dirname;
const out = process.env.YUNKE_WEB_OUT ? resolve(process.env.YUNKE_WEB_OUT) : resolve(web, "../build/web");

/** Source page -> the path it is served from. */
const pages: Record<string, string> = {
  "start/index.html": "index.html",
  "workbench/index.html": "agent/index.html",
  "supervisor/index.html": "supervisor/index.html",
  "earnings/index.html": "earnings/index.html",
  "merchant/index.html": "merchant/index.html",
  "finance/index.html": "finance/index.html",
  "program/index.html": "program/index.html",
  "archive/index.html": "archive/index.html",
  "demo/qinghe/index.html": "demo/qinghe/index.html",
  "demo/banxia/index.html": "demo/banxia/index.html",
  "demo/xingtu/index.html": "demo/xingtu/index.html",
};
const present = Object.keys(pages).filter((page) => existsSync(resolve(web, page)));

/** Puts built pages where they are served from, and lets the development server find them at the same addresses. */
function servedPaths(): Plugin {
  return {
    name: "yunke-served-paths",
    closeBundle() {
      for (const page of present) {
        const target = pages[page]!;
        if (page === target) continue;
        mkdirSync(dirname(resolve(out, target)), { recursive: true });
        renameSync(resolve(out, page), resolve(out, target));
        rmSync(resolve(out, dirname(page)), { recursive: true });
      }
    },
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const path = (request.url ?? "/").split("?")[0]!;
        const wanted = path.endsWith("/") ? `${path.slice(1)}index.html` : path.slice(1);
        const page = present.find((source) => pages[source] === wanted);
        if (page) request.url = `/${page}`;
        next();
      });
    },
  };
}

export default defineConfig({
  root: web,
  base: "/",
  publicDir: false,
  plugins: [servedPaths()],
  server: { proxy: { "/api": "http://127.0.0.1:8080", "/ws": { target: "ws://127.0.0.1:8080", ws: true } } },
  build: {
    outDir: out,
    emptyOutDir: true,
    target: "es2022",
    // The pages' content policy allows no inline script and no data: address.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: false,
    // React and React Aria in one chunk for all signed-in pages: some 180 KB on the line.
    chunkSizeWarningLimit: 700,
    rollupOptions: { input: present.map((page) => resolve(web, page)) },
  },
});
