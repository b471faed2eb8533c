import { defineConfig } from "vite";

// The built files are committed beside the server, so that neither a wheel nor a clone needs Node.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../src/simkemitraan/web/page",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { page: "index.html", desk: "desk.html" },
      output: {
        entryFileNames: "assets/[name].js",
        chunkFileNames: "assets/[name].js",
        assetFileNames: "assets/[name][extname]",
      },
    },
  },
  worker: {
    format: "es",
    rollupOptions: { output: { entryFileNames: "assets/layout.js" } },
  },
});
