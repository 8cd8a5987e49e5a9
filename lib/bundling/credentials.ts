/**
 * Where a function's SDK looks for credentials. Lambda puts them into the environment; the other providers of the
 * default chain (profiles, single sign-on, instance metadata) would never find any there, and are two fifths of a client.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
