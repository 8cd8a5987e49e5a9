import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { eventDetailSchema } from '../../../lambdas/contract/events.ts';
import { eventSchemas, openApi } from '../../../lambdas/contract/openapi.ts';
import { toEventDetail } from '../../../lambdas/adapters/wire/edit.ts';
import { ended } from '../../../lambdas/core/edit.ts';
import { anEdit } from '../core/an-edit.ts';

const docs = join(import.meta.dirname, '..', '..', '..', 'docs');
const derived = async (name: string) => JSON.parse(await readFile(join(docs, name), 'utf8')) as unknown;

describe('what is derived from the contract', () => {
  it('stands in the docs as it is now; npm run docs writes it', async () => {
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    expect(await derived('openapi.json')).toEqual(plain(openApi()));
    const schemas = eventSchemas();
    expect((await readdir(join(docs, 'events'))).sort()).toEqual(Object.keys(schemas).sort());
    for (const [name, schema] of Object.entries(schemas)) {
      expect(await derived(join('events', name))).toEqual(plain(schema));
    }
  });

  it('refers only to what is there', () => {
    const document = openApi() as { components: { schemas: Record<string, unknown> } };
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/gu)].map(
      ([, target]) => target,
    );
    expect(references.length).toBeGreaterThan(10);
    const names = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(references.filter((reference) => !names.includes(reference ?? ''))).toEqual([]);
    expect(JSON.stringify(document.components)).not.toMatch(/"\$(?:id|schema)"/u);
  });
});

describe('an event', () => {
  const record = ended(
    anEdit({
      requestId: 'r-1',
      sentAt: 1_000,
      webhookUrl: 'https://example.com/hook?token=secret',
      request: {
        ...anEdit().request,
        imageUrls: ['https://example.com/i.png?signature=secret#secret', 's3://bucket/why?.png'],
        elements: [
          {
            frontalImageUrl: 'https://example.com/f.png?signature=secret',
            referenceImageUrls: ['https://example.com/r.png?signature=secret'],
          },
        ],
      },
    }),
    'completed',
    {},
    2_000,
  );
  const [notice] = record.pendingNotices;

  it('is as its schema says, with what a signed address would open taken out', () => {
    if (notice === undefined) throw new Error('it was not told');
    const detail = toEventDetail(notice, record.request);
    expect(eventDetailSchema.safeParse(detail).error).toBeUndefined();
    expect(JSON.stringify(detail)).not.toContain('secret');
    expect(detail.edit.request?.image_urls).toEqual(['https://example.com/i.png', 's3://bucket/why?.png']);
  });
});
