import { blocksOf, type Block } from './pages.ts';

/** Which test holds a block: runs it, compiles it, or holds it against what it is an example of. */
export interface Claim {
  /** Below the project's root. @default - every page */
  readonly page?: string;
  readonly language: string;
  /** What is in the block, word for word. @default - every block of the language there */
  readonly says?: string;
  readonly by: string;
}

/** Every example of every page has a claim here: docs-examples.test.ts sees to it, and that the claims are true. */
export const claims: readonly Claim[] = [
  { language: 'sh', by: 'test/tools/docs-commands.slow.test.ts' },
  { language: 'mermaid', by: 'test/tools/docs-diagrams.test.ts' },

  { page: 'docs/events.md', language: 'json', says: 'nt_4f7efbfb', by: 'test/end-to-end/readme.test.ts' },
  { page: 'README.md', language: 'sh', says: 'my-first-edit', by: 'test/end-to-end/readme.test.ts' },
  { page: 'README.md', language: 'sh', says: '/inbox/night', by: 'test/end-to-end/readme.test.ts' },
  { page: 'CONTRIBUTING.md', language: '', says: 'lambdas/contract', by: 'test/tools/docs-layouts.test.ts' },

  { page: 'docs/cli.md', language: 'json', by: 'test/end-to-end/cli-docs.test.ts' },
  { page: 'docs/cli.md', language: 'sh', by: 'test/end-to-end/cli-docs.test.ts' },
  { page: 'docs/client.md', language: 'js', by: 'test/client/docs.slow.test.ts' },
  { page: 'docs/comparison.md', language: 'js', by: 'test/end-to-end/comparison.test.ts' },
  { page: 'docs/construct.md', language: 'js', says: 'onCompleted', by: 'test/end-to-end/package.test.ts' },
  { page: 'docs/construct.md', language: 'js', says: 'eventPattern', by: 'test/end-to-end/package.test.ts' },
  { page: 'docs/construct.md', language: 'js', says: 'studio-videos', by: 'test/aws/construct.test.ts' },
  { page: 'docs/construct.md', language: 'sh', says: 'cdk synth', by: 'test/end-to-end/package.test.ts' },
  {
    page: 'docs/deploy.md',
    language: 'json',
    says: 'execute-api:Invoke',
    by: 'test/tools/docs-json.test.ts',
  },
  { page: 'docs/deploy.md', language: 'sh', says: 'Make it a snowy morning', by: 'test/aws/stage.test.ts' },
  { page: 'docs/deploy.md', language: 'ts', says: 'Make it a snowy morning', by: 'test/aws/stage.test.ts' },
  { page: 'docs/events.md', language: 'json', by: 'test/tools/docs-json.test.ts' },
  { page: 'docs/events.md', language: 'json', by: 'test/aws/inbox.test.ts' },
  {
    page: 'docs/inbox.md',
    language: '',
    says: 'inbox/night/preset.json',
    by: 'test/tools/docs-layouts.test.ts',
  },
  { page: 'docs/inbox.md', language: 'json', says: 'dusk.jpg', by: 'test/tools/docs-json.test.ts' },
  { page: 'docs/inbox.md', language: 'json', says: 'shot-7.mov', by: 'test/tools/docs-json.test.ts' },
  { page: 'docs/inbox.md', language: 'json', says: 'studio-drop', by: 'test/tools/docs-json.test.ts' },
  { page: 'docs/inputs.md', language: 'json', says: 'input_unusable', by: 'test/tools/docs-json.test.ts' },
  { page: 'docs/inputs.md', language: 'json', says: 'expires_at', by: 'test/tools/docs-json.test.ts' },
  { page: 'docs/inputs.md', language: 'json', says: 'inputCdns', by: 'test/tools/docs-json.test.ts' },
  { page: 'docs/metrics.md', language: 'json', says: 'spendingBy', by: 'test/tools/docs-json.test.ts' },
  {
    page: 'docs/metrics.md',
    language: '',
    says: 'filter edit_id = ',
    by: 'test/lambdas/adapters/lambda/handlers.test.ts',
  },
  {
    page: 'docs/metrics.md',
    language: '',
    says: 'annotation.edit_id = ',
    by: 'test/lambdas/adapters/lambda/handlers.test.ts',
  },
  { page: 'docs/quick-start.md', language: 'js', by: 'test/end-to-end/quick-start.test.ts' },
  { page: 'docs/runbook.md', language: 'sh', says: 'npm start -- ', by: 'test/end-to-end/runbook.test.ts' },
  { page: 'docs/settings.md', language: '', by: 'test/lib/settings/stage-settings.test.ts' },
  {
    page: 'docs/spending.md',
    language: 'json',
    says: 'budget_exhausted',
    by: 'test/tools/docs-json.test.ts',
  },
  { page: 'docs/stand-in.md', language: 'json', by: 'test/local/stand-in/docs.test.ts' },
  { page: 'docs/stand-in.md', language: 'sh', says: '--data ', by: 'test/end-to-end/stand-in-docs.test.ts' },
  {
    page: 'docs/uncertain.md',
    language: 'sh',
    says: '--data ',
    by: 'test/lambdas/resolve-edit/resolve-edit.test.ts',
  },
  {
    page: 'docs/uncertain.md',
    language: 'sh',
    says: 'npx reshoot resolve',
    by: 'test/end-to-end/cli-docs.test.ts',
  },
  {
    page: 'docs/webhooks.md',
    language: 'json',
    says: 'hooks.example.com',
    by: 'test/tools/docs-json.test.ts',
  },
  {
    page: 'docs/webhooks.md',
    language: 'json',
    says: 'edit.completed',
    by: 'test/end-to-end/webhooks-docs.test.ts',
  },
  {
    page: 'docs/webhooks.md',
    language: 'http',
    says: 'webhook-id',
    by: 'test/end-to-end/webhooks-docs.test.ts',
  },
  {
    page: 'docs/webhooks.md',
    language: 'ts',
    says: 'WEBHOOK_SECRET',
    by: 'test/end-to-end/webhooks-docs.test.ts',
  },
  {
    page: 'docs/webhooks.md',
    language: 'python',
    says: 'WEBHOOK_SECRET',
    by: 'test/end-to-end/webhooks-docs.test.ts',
  },
  {
    page: 'docs/webhooks.md',
    language: 'sh',
    says: '.reshoot/webhook-secret',
    by: 'test/end-to-end/webhooks-docs.test.ts',
  },
];

export const isClaimed = ({ page, language, text }: Block, claim: Claim): boolean =>
  claim.language === language &&
  (claim.page === undefined || claim.page === page) &&
  (claim.says === undefined || text.includes(claim.says));

/**
 * The text of the one block of a page that says this.
 * @throws Error where there is none or more than one, or nobody claims it
 */
export const exampleOf = async (page: string, language: string, says: string): Promise<string> => {
  const found = (await blocksOf(page)).filter(
    (block) => block.language === language && block.text.includes(says),
  );
  const [block, another] = found;
  if (block === undefined || another !== undefined) {
    throw new Error(`${page} has ${found.length} blocks of ${language} that say ${says}`);
  }
  if (!claims.some((claim) => isClaimed(block, claim))) throw new Error(`${page}: nobody claims ${says}`);
  return block.text;
};
