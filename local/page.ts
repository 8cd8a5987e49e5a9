import type { EditRecord } from '../lambdas/core/edit.ts';
import type { Clock, Edits } from '../lambdas/core/ports.ts';
import { localOwner } from './server.ts';

export interface PageDeps {
  readonly edits: Edits;
  readonly clock: Clock;
  readonly provider: string;
}

const shown = 50;
const refreshSeconds = 3;

/** A plain page that lists the edits. */
export const page =
  ({ edits, clock, provider }: PageDeps) =>
  async (): Promise<string> => {
    const { edits: records } = await edits.list({ owner: localOwner, limit: shown });
    const rows = records.map((record) => row(record, clock.now())).join('\n');
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${refreshSeconds}">
<title>Reshoot: edits</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Reshoot</h1>
<p>Provider: ${text(provider)}. The page renews itself every ${refreshSeconds} seconds.</p>
${
  records.length === 0
    ? '<p>No edits yet. Send one to <code>POST /v1/edits</code>: the README has a request to paste.</p>'
    : `<table>
<caption>${records.length === shown ? `The newest ${shown} edits` : `Edits: ${records.length}`}</caption>
<thead><tr><th scope="col">Edit</th><th scope="col">Status</th><th scope="col">Prompt</th>
<th scope="col">Took</th><th scope="col">Result</th></tr></thead>
<tbody>
${rows}
</tbody>
</table>`
}
</main>
</body>
</html>
`;
  };

const row = (record: EditRecord, now: number): string => `<tr>
<th scope="row"><a href="/v1/edits/${record.editId}">${record.editId}</a><br>
<time datetime="${new Date(record.createdAt).toISOString()}">${new Date(record.createdAt).toLocaleString('en-GB')}</time></th>
<td><span class="${record.status}">${record.status}</span>${note(record)}</td>
<td>${text(record.request.prompt.slice(0, 200))}</td>
<td>${Math.round(((record.finishedAt ?? now) - record.createdAt) / 1_000)} s</td>
<td>${result(record)}</td>
</tr>`;

const note = ({ error, waitingFor, queuePosition }: EditRecord): string => {
  if (error) return `<br><small>${text(error.message)}</small>`;
  if (waitingFor) return `<br><small>waiting for ${text(waitingFor.replace('_', ' '))}</small>`;
  return queuePosition === undefined ? '' : `<br><small>place ${queuePosition} in the queue</small>`;
};

const result = ({ outputs }: EditRecord): string =>
  outputs
    .map(({ key, width, height, durationSeconds, contentType }) => {
      const facts = [
        ...(width && height ? [`${width} × ${height}`] : []),
        ...(durationSeconds === undefined ? [] : [`${durationSeconds.toFixed(1)} s`]),
      ].join(', ');
      const href = `/files/${key}`;
      return `<a href="${href}">${contentType.startsWith('video/') ? 'video' : 'picture'}</a> ${facts}`;
    })
    .join('<br>');

const text = (value: string): string =>
  value.replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; padding: 1.5rem; }
main { max-width: 70rem; margin: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-top: 1px solid #8886; font-weight: 400; }
thead th { font-weight: 600; }
time, small { opacity: .75; font-size: .85rem; }
td { overflow-wrap: anywhere; }
.completed { color: light-dark(#0a6b2d, #6fdc8c); }
.failed, .uncertain { color: light-dark(#a3160e, #ff9d94); }
`;
