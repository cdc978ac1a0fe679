// Builds the shop widget: one classic script, everything inside, put beside the pages in build/web.
import { resolve } from "node:path";
import { defineConfig } from "vite";

const web = import.meta.dirname;

export default defineConfig({
  root: web,
  publicDir: false,
  build: {
    outDir: process.env.YUNKE_WEB_OUT ? resolve(process.env.YUNKE_WEB_OUT) : resolve(web, "../build/web"),
    emptyOutDir: false,
    target: "es2022",
    copyPublicDir: false,
    lib: { entry: resolve(web, "widget/main.tsx"), formats: ["iife"], name: "yunkeWidget", fileName: () => "widget.js" },
  },
});
