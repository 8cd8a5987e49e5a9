import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';
import { html } from 'ghtml';
import { openApi } from '../lambdas/contract/openapi.ts';
import { operationsOf, type Document } from './api-page/document.ts';
import { operationView } from './api-page/operation.ts';
import { fieldsOf } from './api-page/schema.ts';

const served = join(import.meta.dirname, 'api-page', 'served');

/** What the page may load, and whom it may call: this edition alone. */
const security = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "connect-src 'self'"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ');

/** `GET /docs`: the API as a page, from its OpenAPI document, with a form for each call. */
export const apiPage: FastifyPluginAsync = async (app) => {
  const document = openApi() as unknown as Document;
  await app.register(fastifyStatic, { prefix: '/docs/', root: served, index: false, decorateReply: false });
  app.get('/docs', async (request, reply) =>
    reply
      .header('content-security-policy', security)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
      .type('text/html; charset=utf-8')
      .send(apiPageOf(document, `http://${request.host}`)),
  );
};

/** @param url of this edition, for addresses in examples */
export const apiPageOf = (document: Document, url: string): string => {
  const { info, components } = document;
  const operations = operationsOf(document);
  const links = operations.map(
    ({ operationId, summary }) => html`<li><a href="#${operationId}">${summary}</a></li>`,
  );
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      html`<section id="${name}" aria-labelledby="${name}-name">
        <h3 id="${name}-name">${name}</h3>
        !${fieldsOf(schema)}
      </section>`,
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${info.title}: the API</title>
        <link rel="stylesheet" href="/docs/api-page.css" />
        <script src="/docs/api-page.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#calls">To the calls</a>
        <header>
          <h1>${info.title}: the API</h1>
          <p>${info.description}</p>
          <p><a href="/">The edits</a> · <a href="/v1/openapi.json">The same as an OpenAPI document</a></p>
        </header>
        <nav aria-label="Calls">
          <ul>
            !${links}
          </ul>
        </nav>
        <main id="calls" tabindex="-1">
          <h2>Calls</h2>
          !${operations.map((operation) => operationView(operation, document, url))}
          <h2>What is sent and answered</h2>
          !${schemas}
        </main>
      </body>
    </html>`;
};
