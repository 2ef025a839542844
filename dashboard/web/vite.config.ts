/// <reference types="vitest/config" />
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

// The development server serves the page and passes everything else to a running DustWatch, or to `npm run mock`.
const server = process.env.DUSTWATCH_SERVER ?? 'http://127.0.0.1:8080'

// The page that shows the API's description (public/openapi) takes its two files as they are, from here and from nowhere else.
const apiPage: Plugin = {
  name: 'api-page',
  apply: 'build',
  generateBundle() {
    for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
      const source = readFileSync(createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`))
      this.emitFile({ type: 'asset', fileName: `openapi/${name}`, source })
    }
  },
}

export default defineConfig({
  plugins: [vue(), apiPage],
  define: { __VUE_OPTIONS_API__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false', __VUE_I18N_LEGACY_API__: 'false' },
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    proxy: {
      '/api': { target: server, changeOrigin: true },
      '/hub': { target: server, changeOrigin: true, ws: true },
    },
  },
  build: {
    outDir: '../wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    // ECharts is the one large part; it comes by itself, and only to a page that draws a chart.
    chunkSizeWarningLimit: 650,
  },
  test: { environment: 'jsdom', include: ['tests/**/*.test.ts'], reporters: ['default'] },
})
