import type { Auth, Credentials } from '../../client/client.ts';
import { CliError } from '../errors.ts';
import type { Api } from './address.ts';

export interface CallerOptions {
  /** Of the AWS configuration files. */
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

/** Who asks, and where that was found. */
export interface Caller {
  /** @default - nobody */
  readonly auth?: Auth | undefined;
  readonly kind: 'nobody' | 'token' | 'aws';
  readonly from: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Finds who is to ask; reads no secret but a token from the environment yet. */
export const callerFor = (api: Api, { profile, region }: CallerOptions, env: Env): Caller => {
  const token = env['RESHOOT_TOKEN']?.trim();
  if (profile === undefined && token !== undefined && token !== '')
    return { kind: 'token', from: 'RESHOOT_TOKEN', auth: { bearer: token } };
  if (profile === undefined && api.local)
    return { kind: 'nobody', from: 'the edition on this machine asks for nothing' };
  const signedIn = region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  return {
    kind: 'aws',
    from: awsFrom(profile, env),
    auth: { sigV4: { region: regionOf(api, signedIn, region), credentials: awsCredentials(profile) } },
  };
};

// What is written in the address of an API Gateway is right; the environment's may be of something else.
const regionOf = ({ url }: Api, usual: string | undefined, given: string | undefined): string | undefined =>
  given ?? (/\.execute-api\.[a-z0-9-]+\.amazonaws\./u.test(url) ? undefined : usual);

const awsFrom = (profile: string | undefined, env: Env): string => {
  if (profile !== undefined) return `AWS profile ${profile} (--profile)`;
  if (env['AWS_PROFILE'] !== undefined) return `AWS profile ${env['AWS_PROFILE']} (AWS_PROFILE)`;
  if (env['AWS_ACCESS_KEY_ID'] !== undefined) return 'AWS_ACCESS_KEY_ID';
  return 'the usual places of AWS credentials';
};

/** Loaded when somebody needs it: the local edition is asked without AWS's packages. */
const awsCredentials = (profile: string | undefined): (() => Promise<Credentials>) => {
  let provider: (() => Promise<Credentials>) | undefined;
  return async () => {
    const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
    provider ??= defaultProvider(profile === undefined ? {} : { profile });
    try {
      return await provider();
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new CliError('unreachable', `There are no AWS credentials to ask with: ${why}`, {
        code: 'no_credentials',
        next:
          'Set RESHOOT_TOKEN for a stage with tokens, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, ' +
          'or name a profile with --profile; `reshoot doctor` says what was found.',
        cause,
      });
    }
  };
};
