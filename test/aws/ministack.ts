import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { pythonWithMiniStack } from './python.ts';

export const root = join(import.meta.dirname, '..', '..');
export const cache = join(root, '.cache', 'ministack');

const runs = join(cache, 'runs');

export interface MiniStack {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  /** What an AWS SDK or the CDK needs to find this emulator and nothing else of AWS. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * The files of a certificate for 127.0.0.1 that the emulator, its functions and this process trust: what a test serves
   * with it is https to all of them.
   */
  readonly certificate: { readonly cert: string; readonly key: string };
  /** Where the emulator writes its log. */
  readonly log: string;
  stop(): Promise<void>;
}

export interface MiniStackOptions {
  /**
   * How long a second of a Wait state lasts, in seconds; likewise the pauses between retries.
   *
   * @default 1
   */
  readonly waitScale?: number;
}

const account = '111122223333';
const region = 'eu-west-1';

/** The environment of a program that may meet no AWS but this one, whatever its user has configured. */
export const isolated = (extra: Readonly<Record<string, string>>): Record<string, string> => ({
  PATH: [dirname(process.execPath), join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(
    delimiter,
  ),
  HOME: cache,
  LANG: 'C.UTF-8',
  ...extra,
});

/**
 * Starts an emulator of AWS that checks signatures and IAM policies and forgets everything when it stops. This process
 * trusts its certificate from then on.
 */
export const startMiniStack = async (options: MiniStackOptions = {}): Promise<MiniStack> => {
  const python = await pythonWithMiniStack(cache);
  for (let attempt = 1; ; attempt += 1) {
    const started = await start(python, await freePort(), options);
    if (typeof started !== 'string') return started;
    // Another process may take the port between our look and the emulator's.
    if (!started.includes('already in use') || attempt === 3)
      throw new Error(`MiniStack did not start:\n${started}`);
  }
};

const start = async (
  python: string,
  port: number,
  { waitScale = 1 }: MiniStackOptions,
): Promise<MiniStack | string> => {
  await mkdir(runs, { recursive: true });
  await forgetOldRuns();
  const log = join(runs, `${port}.log`);
  const folder = await mkdtemp(join(runs, `${port}-`));
  // Functions are unpacked in there: outside Lambda's /var/task, our own package.json would make modules of them.
  await writeFile(join(folder, 'package.json'), '{}');
  const certificate = await newCertificate(python, folder);
  const { cert } = certificate;
  const endpoint = `https://127.0.0.1:${port}`;
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_CA_BUNDLE: cert,
    NODE_EXTRA_CA_CERTS: cert,
    // Python's: a custom resource answers CloudFormation without the AWS SDK.
    SSL_CERT_FILE: cert,
  };
  const output = await open(log, 'w');
  const emulator = spawn(python, [join(import.meta.dirname, 'emulator.py')], {
    cwd: folder,
    // A group of its own, for it ends as a group: the emulator and its functions.
    detached: true,
    stdio: ['pipe', output.fd, output.fd],
    env: isolated({
      ...env,
      AUTH: 'true',
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      // It would listen on every interface.
      IOT_MTLS_ENABLED: '0',
      MINISTACK_ACCOUNT_ID: account,
      MINISTACK_REGION: region,
      MINISTACK_SSL_CERT: cert,
      MINISTACK_SSL_KEY: certificate.key,
      S3_DATA_DIR: join(folder, 's3'),
      SFN_WAIT_SCALE: String(waitScale),
      STATE_DIR: join(folder, 'state'),
      TMPDIR: folder,
      USE_SSL: '1',
    }),
  });
  const ended = once(emulator, 'close');
  await output.close();
  const stop = async () => {
    emulator.stdin?.destroy();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  if (await healthy(emulator, endpoint)) return { endpoint, account, region, env, certificate, log, stop };
  await stop();
  return (await readFile(log, 'utf8')).slice(-4_000);
};

/** Logs are kept for a day; so is what a test process left that was killed. */
const forgetOldRuns = async (): Promise<void> => {
  for (const name of await readdir(runs)) {
    const path = join(runs, name);
    // Another start may be tidying too.
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && found.mtimeMs < Date.now() - 86_400_000)
      await rm(path, { recursive: true, force: true });
  }
};

const newCertificate = async (python: string, folder: string): Promise<MiniStack['certificate']> => {
  await promisify(execFile)(python, [join(import.meta.dirname, 'certificate.py')], { cwd: folder });
  const cert = join(folder, 'certificate.pem');
  setDefaultCACertificates([...getCACertificates('default'), await readFile(cert, 'utf8')]);
  return { cert, key: join(folder, 'key.pem') };
};

const healthy = async (emulator: ChildProcess, endpoint: string): Promise<boolean> => {
  const deadline = Date.now() + 60_000;
  while (emulator.exitCode === null && emulator.signalCode === null && Date.now() < deadline) {
    const answer = await fetch(`${endpoint}/_ministack/ready`).catch(() => undefined);
    if (answer?.ok === true) return true;
    await delay(50);
  }
  return false;
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
};
