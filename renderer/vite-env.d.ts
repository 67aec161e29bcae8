/** What Vite adds: style sheets as imports, and whether this is a development server. */
declare module '*.css';

interface ImportMeta {
  readonly env: { readonly DEV: boolean };
}
