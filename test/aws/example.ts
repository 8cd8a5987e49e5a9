import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isolated, type MiniStack } from './ministack.ts';
import { credentialsIn, type Outputs } from './stage.ts';

export interface Example {
  readonly program: string;
  /** Where its text is put to be run. */
  readonly path: string;
  readonly text: string;
}

/**
 * Runs an example of the documentation as a caller of a stage would, and answers with what it printed. Its calls of the
 * API are led to the emulator; the example does not know.
 */
export const runExample = async (
  emulator: MiniStack,
  outputs: Outputs,
  { program, path, text }: Example,
): Promise<string> => {
  const caller = await credentialsIn(emulator, `reader-of-${path.split('.').at(-1) ?? ''}`);
  const [id] = new URL(outputs.ApiUrl).hostname.split('.');
  const { port } = new URL(emulator.endpoint);
  const home = dirname(path);
  await writeFile(path, text);
  await writeFile(
    join(home, '.curlrc'),
    `connect-to = "::127.0.0.1:${port}"\nsilent\nshow-error\nfail-with-body\n`,
  );
  const detour = join(home, 'detour.mjs');
  await writeFile(detour, detourTo(port));
  const { stdout } = await promisify(execFile)(program, [path], {
    env: isolated({
      API: `https://${id ?? ''}.execute-api.localhost`,
      AWS_REGION: emulator.region,
      AWS_ACCESS_KEY_ID: caller.accessKeyId,
      AWS_SECRET_ACCESS_KEY: caller.secretAccessKey,
      AWS_SESSION_TOKEN: caller.sessionToken ?? '',
      CURL_HOME: home,
      CURL_CA_BUNDLE: emulator.certificate.cert,
      NODE_EXTRA_CA_CERTS: emulator.certificate.cert,
      NODE_OPTIONS: `--import=${detour}`,
    }),
  });
  return stdout;
};

// What `connect-to` is to curl: the same host in the request, another address on the wire.
const detourTo = (port: string): string => `
import tls from 'node:tls';
const connect = tls.connect;
tls.connect = (options) => connect({ ...options, host: '127.0.0.1', port: ${port} });
`;
