import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

/** WEBHOOK_SECRET=… node examples/webhook-receiver.ts FOLDER: takes webhooks, and keeps the videos of completed edits. */
const { WEBHOOK_SECRET: secret = '', PORT: port = '8080' } = process.env;
const [folder = 'videos'] = process.argv.slice(2);
const webhook = new Webhook(secret);
const seen = new Set<string>();

const noticeSchema = z.object({
  type: z.string(),
  data: z.object({
    edit: z
      .object({
        edit_id: z.string(),
        outputs: z.array(z.object({ sha256: z.string(), download_url: z.url().optional() })),
      })
      .optional(),
  }),
});

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

const keep = async ({ type, data: { edit } }: z.output<typeof noticeSchema>): Promise<void> => {
  const [output] = edit?.outputs ?? [];
  if (type !== 'edit.completed' || edit === undefined || output?.download_url === undefined) return;
  const video = Buffer.from(await (await fetch(output.download_url)).arrayBuffer());
  if (createHash('sha256').update(video).digest('hex') !== output.sha256)
    throw new Error('it is another video');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${edit.edit_id}.mp4`), video);
  process.stdout.write(`kept ${edit.edit_id}.mp4, ${video.byteLength} bytes\n`);
};

const server = createServer((request, response) => {
  const id = String(request.headers['webhook-id']);
  bodyOf(request)
    .then(async (body) => {
      const verified = webhook.verify(body, request.headers as Record<string, string>);
      const notice = noticeSchema.parse(verified);
      // Answered with 2xx once the work is done: whoever dies before is told again.
      if (!seen.has(id)) await keep(notice);
      seen.add(id);
      response.writeHead(204).end();
    })
    .catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      const forged = error instanceof Error && error.name === 'WebhookVerificationError';
      response.writeHead(forged ? 401 : 500).end();
    });
});
server.listen(Number(port), '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
