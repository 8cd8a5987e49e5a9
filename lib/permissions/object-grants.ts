import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html: parts are read to be put together.
const ofKey: Readonly<Record<string, string>> = {
  's3:GetObject': 'kms:Decrypt',
  's3:PutObject': 'kms:GenerateDataKey',
  's3:AbortMultipartUpload': 'kms:Decrypt',
};

/** Lets somebody do this with objects under these keys, and with the key that they are encrypted with. */
export const grantObjects = (
  bucket: IBucket,
  grantee: IGrantable,
  actions: readonly string[],
  keys: readonly string[],
): Grant => {
  const keyActions = new Set(actions.flatMap((action) => ofKey[action] ?? []));
  if (keyActions.size > 0) bucket.encryptionKey?.grant(grantee, ...keyActions);
  return Grant.addToPrincipal({
    grantee,
    actions: [...actions],
    resourceArns: keys.map((key) => bucket.arnForObjects(key)),
  });
};
