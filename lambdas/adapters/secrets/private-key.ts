import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';

const maxAgeSeconds = 300;

/** Private keys in Secrets Manager, read every five minutes. @throws GetParameterError where one cannot be had */
export const secretPrivateKeys = (provider = new SecretsProvider()) => {
  return async (secretId: string): Promise<string> => {
    const value = await provider.get(secretId, { maxAge: maxAgeSeconds });
    if (typeof value === 'string' && value.includes('PRIVATE KEY')) return value;
    throw new Error(`${secretId} holds no private key: put it there as PEM`);
  };
};
