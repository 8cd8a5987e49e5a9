import eslint from '@eslint/js';
import { importX } from 'eslint-plugin-import-x';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const reasons = {
  contract: 'The contract imports zod alone: it is what everybody else agrees on.',
  core: 'The core decides and does nothing: no adapters, no network, no files, no environment. Give it a port.',
  adapters: 'Adapters serve the core: they do not know the functions, the stack or the local edition.',
  handlers: 'A function is deployed: nothing of the stack or of the local edition may come with it.',
  zod: 'By the name z, zod comes whole, the texts of all languages with it: import * as z.',
  undici: 'The index of undici loads all of it: take what is needed from adapters/undici.ts.',
  client: 'The client is for any program anywhere: of this project it knows the contract alone.',
  cli: 'The command line asks the API through the client: it knows neither functions nor stack.',
  console:
    'The console runs in a browser: it has the contract, what the core decides, what media are, and the client.',
  lib: 'Constructs describe functions by their files, and share only the contract with them.',
};

// Beside what is pure: looking into media takes bytes from anywhere, and should judge alike on both sides.
const forBrowsers = [
  './contract',
  './core',
  './adapters/media/inspect-image.ts',
  './adapters/media/inspect-video.ts',
];

const border = (target: string, from: string[], message: string, except: string[] = []) =>
  from.map((folder) => ({ target, from: folder, message, ...(except.length > 0 ? { except } : {}) }));

export default defineConfig(
  { ignores: ['cdk.out', 'console/built', 'dist', 'coverage', '.reshoot', '.cache'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      // A port asks for a promise; an adapter may have the answer at once.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            ...border('./lambdas/contract', ['./lambdas', './lib', './local', './bin'], reasons.contract).map(
              (zone) => (zone.from === './lambdas' ? { ...zone, except: ['./contract'] } : zone),
            ),
            ...border('./lambdas/core', ['./lib', './local', './bin', './lambdas/adapters'], reasons.core),
            ...border('./lambdas/adapters', ['./lib', './local', './bin'], reasons.adapters),
            ...border('./lambdas', ['./lib', './local', './bin'], reasons.handlers),
            ...border(
              './client',
              ['./bin', './cli', './console', './lambdas', './lib', './local'],
              reasons.client,
            ).map((zone) => (zone.from === './lambdas' ? { ...zone, except: ['./contract'] } : zone)),
            ...border('./cli', ['./bin', './console', './lambdas', './lib'], reasons.cli).map((zone) =>
              zone.from === './lambdas' ? { ...zone, except: ['./contract'] } : zone,
            ),
            ...border('./console', ['./bin', './cli', './lambdas', './lib', './local'], reasons.console).map(
              (zone) => (zone.from === './lambdas' ? { ...zone, except: forBrowsers } : zone),
            ),
            ...border('./lib', ['./local', './bin', './lambdas/core', './lambdas/adapters'], reasons.lib),
          ],
        },
      ],
    },
  },
  {
    files: ['lambdas/**'],
    // Those that are processes of their own begin there.
    ignores: [
      'lambdas/*/index.ts',
      'lambdas/adapters/read-env.ts',
      'lambdas/adapters/media/video-process.ts',
    ],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'Only index.ts reads the environment, through readEnv.' },
      ],
    },
  },
  {
    files: ['lambdas/**'],
    // What it declares has the types of the index.
    ignores: ['lambdas/adapters/undici-parts.d.ts'],
    rules: {
      // The rule of this name without the prefix holds the borders below, where it would be replaced.
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { paths: [{ name: 'undici', message: reasons.undici, allowTypeImports: true }] },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "ImportDeclaration[source.value='zod'][importKind='value'] > :matches(ImportDefaultSpecifier, ImportSpecifier[imported.name='z'])",
          message: reasons.zod,
        },
      ],
    },
  },
  {
    files: ['lambdas/contract/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(?!zod$|\\.)', message: reasons.contract }] },
      ],
    },
  },
  {
    files: ['lambdas/core/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(?!node:crypto$|simple-statistics$|\\.)', message: reasons.core }] },
      ],
      'no-restricted-globals': [
        'error',
        ...['process', 'fetch', 'setTimeout', 'setInterval'].map((name) => ({ name, message: reasons.core })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: reasons.core },
        { object: 'Math', property: 'random', message: reasons.core },
      ],
    },
  },
  {
    files: ['local/**/main.ts', 'local/main.ts', 'tools/**', 'bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.cjs', '**/*.mjs', '**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
    rules: { 'no-console': 'off' },
  },
  {
    // Loads a function as Lambda does.
    files: ['bench/start-up/*.cjs'],
    languageOptions: { globals: { require: 'readonly', exports: 'readonly' } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
