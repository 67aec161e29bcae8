// The house rules that TypeScript cannot express; form belongs to Prettier, layering to dependency-cruiser.
import js from '@eslint/js';
import { createNodeResolver, flatConfigs, importX } from 'eslint-plugin-import-x';
import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const NO_CHILD_PROCESS = {
  group: ['child_process', 'node:child_process'],
  message: 'Programs are started through main/platform/spawn.ts (on the device: resources/runtime/platform).',
};
/** Only what is named may be imported of Electron, and never 'electron' itself. */
const noElectron = (allowed) => ({
  regex: allowed === undefined ? '^electron(/|$)' : `^electron(?!/${allowed}$)(/|$)`,
  message:
    "Never 'electron'; 'electron/main' only in main/hosts/electron and main/index.ts, 'electron/renderer' only in preload.",
});
const NO_ELECTRON = noElectron();

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      '.cache/**',
      'coverage/**',
      'node_modules/**',
      'test/planted/**',
      'test/fixtures/**',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [
      js.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      flatConfigs.typescript,
      prettier,
    ],
    plugins: { 'import-x': importX },
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.config.ts', 'renderer/vite.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.mjs'] })] },
    rules: {
      'import-x/no-default-export': 'error',
      'import-x/order': [
        'error',
        {
          groups: ['builtin', 'external', 'internal', 'parent', 'sibling', 'index'],
          pathGroups: [{ pattern: '#*/**', group: 'internal' }],
          pathGroupsExcludedImportTypes: ['builtin'],
          'newlines-between': 'ignore',
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/strict-boolean-expressions': ['error', { allowNullableBoolean: true }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
      'no-console': 'error',
      'no-bitwise': 'error',
      'no-restricted-imports': ['error', { patterns: [NO_CHILD_PROCESS, NO_ELECTRON] }],
    },
  },
  { files: ['renderer/**'], ...reactHooks.configs.flat['recommended-latest'] },
  { files: ['main/base/**', 'main/formats/**'], rules: { 'no-bitwise': 'off' } },
  { files: ['main/base/struct.ts'], rules: { 'max-params': ['error', 4] } },
  {
    files: ['main/platform/spawn.ts', 'resources/runtime/platform/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [NO_ELECTRON] }] },
  },
  {
    files: ['main/hosts/electron/**', 'main/index.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [NO_CHILD_PROCESS, noElectron('(main|common)')] }],
    },
  },
  {
    files: ['preload/preload.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [NO_CHILD_PROCESS, noElectron('renderer')] }] },
  },
  {
    files: ['test/**/*.ts', 'scripts/**/*.ts'],
    rules: {
      'no-restricted-imports': 'off',
      'no-console': 'off',
      'no-bitwise': 'off',
      'max-params': ['error', 4],
      // Vitest's asymmetric matchers are typed any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
  { files: ['*.config.ts', 'renderer/vite.config.ts'], rules: { 'import-x/no-default-export': 'off' } },
);
