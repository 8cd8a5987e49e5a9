import { SecretValue } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Secret, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { tokenPlaceholder } from '../lambdas/contract/provider-token.ts';
import { acknowledge } from './permissions/acknowledge.ts';

/** Without a token until somebody puts it there. */
export const tokenSecret = (scope: Construct, id: string): Secret => {
  const secret = new Secret(scope, id, {
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

export const signingSecret = (scope: Construct, id: string): Secret => {
  const secret = new Secret(scope, id, {
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

/** What its readers ask for: of one that is known by its name alone, a part of the ARN may mean another. */
export const secretId = (secret: ISecret): string => secret.secretFullArn ?? secret.secretName;

/** To read a secret, and nothing else about it. */
export const grantReadSecret = (secret: ISecret, grantee: IGrantable): Grant => {
  secret.encryptionKey?.grant(grantee, 'kms:Decrypt');
  return Grant.addToPrincipal({
    grantee,
    actions: ['secretsmanager:GetSecretValue'],
    // Of one that is known by its name alone, the end of the ARN is not known: six letters.
    resourceArns: [secret.secretFullArn ?? `${secret.secretArn}-??????`],
  });
};
