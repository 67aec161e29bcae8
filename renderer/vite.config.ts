// The window's bundle. Both hosts serve it from dist/renderer with a content security policy whose nonce they put in place
// of __CSP_NONCE__ (Vite writes it into every tag and into <meta property="csp-nonce">; Fluent UI's styles use it).
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: folder('.'),
  base: './',
  plugins: [react()],
  html: { cspNonce: '__CSP_NONCE__' },
  resolve: { alias: { '#contract': folder('../preload/contract') } },
  build: {
    outDir: folder('../dist/renderer'),
    emptyOutDir: true,
    target: 'chrome120',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
});
