import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  // The two lines of JSX need no plugin.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    // Inlined files would be data: URLs, which the Content-Security-Policy would have to allow.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // What many pages share is fetched once, and not in twenty pieces.
      output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 3 }] } },
      treeshake: {
        // Contracts build their schemas by pure calls; a page that reads a type or a constant of one carries no schema.
        manualPureFunctions: ['Type', 'strict'],
        propertyReadSideEffects: false,
      },
    },
  },
  server: { proxy: { '/api': 'http://localhost:8080', '/ws': { target: 'ws://localhost:8080', ws: true } } },
})
