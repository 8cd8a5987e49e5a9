import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { hasCode } from './errors.ts';

/** Where a build of the console is, from the sources as from `dist/`. */
export const builtConsole = join(import.meta.dirname, '..', 'console', 'built');

/** Where the console is addressed; which of them is meant, it finds out itself. */
const pages = ['/', '/new', '/notices', '/edits/:edit_id'];

/** What a page of this server may do: nothing that is not this server's own. */
const pageHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** The console as it is built in `folder`: its page, and what belongs to it below `/console/`. */
export const consolePages =
  (folder: string) =>
  async (app: FastifyInstance): Promise<void> => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.headers(pageHeaders);
    });
    // Its name is that of its content.
    await app.register(fastifyStatic, {
      prefix: '/console/',
      root: folder,
      index: false,
      decorateReply: false,
      maxAge: '1y',
      immutable: true,
      allowedPath: (path) => path !== '/index.html',
      suppressWarning: true,
    });
    for (const path of pages) {
      app.get(path, async (_request, reply) => {
        // Read each time: it may be built anew meanwhile.
        const page = await pageIn(folder);
        return reply
          .code(page === undefined ? 503 : 200)
          .header('cache-control', 'no-store')
          .type('text/html; charset=utf-8')
          .send(page ?? notBuilt);
      });
    }
  };

const pageIn = async (folder: string): Promise<string | undefined> => {
  try {
    return await readFile(join(folder, 'index.html'), 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

const notBuilt = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Reshoot: the console is not built</title>
</head>
<body>
<h1>The console is not built</h1>
<p>Run <code>npm run console</code> in the folder of the project, and load this page again.</p>
<p>The API works without it: <a href="/v1/edits">/v1/edits</a> has the edits,
<a href="/v1/openapi.json">/v1/openapi.json</a> describes it.</p>
</body>
</html>
`;
