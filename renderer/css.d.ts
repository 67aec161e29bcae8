/** Style sheets are imported for Vite's sake. */
declare module '*.css';
