import { SecretValue } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { tokenPlaceholder } from '../lambdas/contract/provider-token.ts';
import { acknowledge } from './acknowledge.ts';

/** Where somebody puts the provider's token. */
export const providerToken = (scope: Construct): Secret => {
  const secret = new Secret(scope, 'ProviderToken', {
    description: 'The token that edits are paid with',
    // A value that CloudFormation makes up would be sent to the provider as if it were one.
    secretStringValue: SecretValue.unsafePlainText(tokenPlaceholder),
  });
  acknowledge(secret, {
    rule: 'AwsSolutions-SMG4',
    reason:
      'The provider has no call that makes a token: people make one on its page, and the one before ends at once. No function could rotate it; a new one is taken up within five minutes.',
  });
  return secret;
};

/** What webhooks are signed with. */
export const webhookSecret = (scope: Construct): Secret => {
  const secret = new Secret(scope, 'WebhookSecret', {
    description: 'What webhooks are signed with',
    // Letters and digits that base64 decodes, to 33 bytes. Said twice: an emulator of AWS hears only the second.
    generateSecretString: {
      passwordLength: 44,
      excludePunctuation: true,
      excludeCharacters: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    },
  });
  acknowledge(secret, {
    rule: 'AwsSolutions-SMG4',
    reason:
      'Receivers hold the same secret, and cannot follow a rotation that nobody tells them of. It is rotated by hand, and the one before signs too, for a day or as long as is set.',
  });
  return secret;
};
